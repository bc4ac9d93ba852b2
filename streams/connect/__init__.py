"""What comes in from outside: files and JSON lines as raw events."""
