"""What an organization wants done about what is seen, by family and place, agent and tool."""
