"""The JSON Schemas of every event, and their examples, as package data."""
