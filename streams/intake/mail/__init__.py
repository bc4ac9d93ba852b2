"""Mail (RFC 822)."""
