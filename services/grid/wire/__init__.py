"""Domain values on the wire and back, one function per type."""
