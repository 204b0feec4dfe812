"""Reading a resident roster: from a file nobody can be sure of to checked entries and problems."""
