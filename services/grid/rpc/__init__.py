"""The gRPC services of the grid: decode, call one use-case, encode."""
