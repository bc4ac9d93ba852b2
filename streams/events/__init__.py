"""The contract: CloudEvents around an IPTC ninjs 3.1 item (`item`) and what ninjs has no place for (`desk`)."""
