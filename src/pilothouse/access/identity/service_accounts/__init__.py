"""Users that are no people: they act through API keys which administrators give them, and never sign in."""
