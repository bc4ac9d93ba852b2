"""Bytes and what the envelope says of them -> Article: one module a format, and the sniffing that chooses."""
