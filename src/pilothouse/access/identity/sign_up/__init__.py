"""Accounts that people make themselves, each with an organization of their own, where sign-up is open."""
