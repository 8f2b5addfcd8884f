"""Durable work with an objective: submitted, approved, carried through six steps, ending in artifacts."""
