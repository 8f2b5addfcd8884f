"""Passkeys: a device signs a challenge, so nothing can be guessed, phished or leaked."""
