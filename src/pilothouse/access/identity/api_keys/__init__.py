"""Credentials for programs: random, shown once, kept as a hash, with scopes and an end."""
