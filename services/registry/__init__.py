"""Registry: who lives where, in which household, with which needs."""
