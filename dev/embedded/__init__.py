"""Real Apache Kafka and a store with MongoDB's protocol, started as children on this machine.

For development, tests and demonstrations only; production uses operators (architecture.md §8).
"""
