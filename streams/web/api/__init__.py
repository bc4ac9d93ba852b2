"""The HTTP API: what subscribers read, for those who have no client of Kafka."""
