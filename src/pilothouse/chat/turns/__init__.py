"""A turn: a person's message, the agent's run that answers it, and the stream in which the answer is read."""
