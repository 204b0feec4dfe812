"""Rules of grids and of the three colours: pure functions of values and time."""
