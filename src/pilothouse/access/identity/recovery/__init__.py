"""Passwords that were forgotten, and new ones for those who know theirs."""
