"""Invitations: somebody is asked by mail to join an organization, and makes an account by the link."""
