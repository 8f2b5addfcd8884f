"""Talking to agents on a terminal: a run's events followed, shown, stopped, and decided about."""
