"""Values every service speaks of: divisions, tiers, ids, time, and the kinds of refusal."""
