"""IPTC NewsML-G2 and NewsML 1.x."""
