"""The ports of the grid on MongoDB."""
