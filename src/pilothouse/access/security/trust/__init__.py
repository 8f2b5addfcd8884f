"""How far tools and agents are trusted, from what was seen of them."""
