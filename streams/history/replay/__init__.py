"""A stretch of raw events through this version once more, and what would change for readers."""
