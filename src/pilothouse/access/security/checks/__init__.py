"""Whether each detector works, and what a policy would do before it does it."""
