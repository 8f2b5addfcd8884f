"""Places where an organization hears of topics: webhooks, Slack channels, lists of e-mail addresses."""
