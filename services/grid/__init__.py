"""Grids, their partition and leaders, contacts, visits, three colours."""
