"""Behaviour suites: one class per seam, run for the fake and for the real thing."""
