"""The worker over HTTP: health, metrics, and the live page."""
