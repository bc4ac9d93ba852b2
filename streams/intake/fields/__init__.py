"""JSON objects by the field names that people use."""
