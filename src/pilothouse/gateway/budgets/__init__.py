"""Spending limits on an organization, team, user, key, agent, model, mission or conversation, per period."""
