"""Rules of appeals and of what is settled together: pure functions of values and time."""
