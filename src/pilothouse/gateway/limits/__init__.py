"""What a key, user, team, agent or organization may call, and how much at a time: models, tokens per minute, calls."""
