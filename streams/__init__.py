"""copydesk: the wire desk on Kafka."""

__version__ = "0.1.0"
