"""How far tools, agents, API keys and skills are trusted, from what was seen of them."""
