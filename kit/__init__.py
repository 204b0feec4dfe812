"""What two gov321 services share, and nothing about one of them."""
