"""Messages to people and programs outside: e-mail, Slack, webhooks. Written with what they tell, delivered by jobs."""
