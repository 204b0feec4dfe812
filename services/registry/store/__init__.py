"""The registry's documents: the only place with queries, and the indexes that answer them."""
