"""The peers of P8: libraries that cannot live in our environment, in one of their own."""
