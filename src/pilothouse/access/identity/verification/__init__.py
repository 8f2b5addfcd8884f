"""E-mail addresses that are proved: one's own, and a new one before it takes the old one's place."""
