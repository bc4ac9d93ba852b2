"""The brokers that the desk runs on, and how they are reached: embedded, real Kafka, clients, reading, sending."""
