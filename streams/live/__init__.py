"""The live page: pure functions and values that make, from what stands on the end topics, what a browser shows."""
