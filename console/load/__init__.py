"""Load tests: pipelines on Kafka and over HTTP under load, and what is told of it."""
