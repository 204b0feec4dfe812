"""What a developer and an operator run by hand: embedded parts, sample county, gov321ctl."""
