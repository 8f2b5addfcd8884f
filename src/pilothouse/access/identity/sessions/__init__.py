"""Login sessions: signing in, staying in by rotated refresh tokens, signing out."""
