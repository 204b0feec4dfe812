"""The three colours of a household: one rule table, evaluated singly, by the column, by change."""
