"""How many messages a person may send an hour, where tiers are on; counted in PostgreSQL for all processes."""
