"""Petition: appeals, clocks and escalation, disputes, whistles, deliberation, tasks sent down."""
