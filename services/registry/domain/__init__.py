"""Rules of the resident registry: pure functions of values and time."""
