"""The engine: one protocol, one implementation in this process and one in a worker process."""
