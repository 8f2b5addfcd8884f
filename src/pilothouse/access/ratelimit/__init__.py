"""How often somebody may ask: counted per user, organization, key, endpoint and address, by every process alike."""
