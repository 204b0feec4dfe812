"""The petition service's documents: the only place with queries, and their indexes."""
