"""Runs: one agent at work once. Their rows, the journal of their finished calls, and the writes of running ones."""
