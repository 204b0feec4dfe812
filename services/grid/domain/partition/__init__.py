"""The partition engine: divides a village group into grids of legal size, and repairs them."""
