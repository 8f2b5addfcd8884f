"""Files that people give to missions and agents: checked, stored under their hash."""
