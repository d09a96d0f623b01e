"""Our worker beside its peers on one broker: `make bench-kafka`."""
