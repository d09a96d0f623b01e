"""The pipeline on Kafka: records, topics, pages of state, and the worker."""
