"""Skills, folders and texts that people have looked through, and the reports of that."""
