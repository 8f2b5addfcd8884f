"""What a mission is about, and which tools serve it: both by meaning, with no model and no network."""
