"""What an agent is told of earlier: the last messages, a summary of those before, facts, and recall by meaning."""
