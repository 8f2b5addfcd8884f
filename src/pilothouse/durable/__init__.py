"""Durable work: rows that are truth and queue at once, claims with epochs, leases, and the Temporal adapter."""
