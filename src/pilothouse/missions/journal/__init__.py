"""What a mission is and what became of it: its tables, its steps and their bands, progress, and the journal."""
