"""copydesk: the wire desk on Kafka.

Its verbs on plain values, without Kafka, are `streams.stages`: clean, decide, enrich and inspect.
"""

__version__ = "0.1.0"
