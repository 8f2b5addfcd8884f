"""What an attack hides behind, undone within bounds: encodings, look-alike letters, invisible characters."""
