"""What was seen and what was done about it, written beside the path and never in it."""
