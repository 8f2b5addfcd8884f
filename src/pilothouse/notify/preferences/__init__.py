"""What each user wants to hear of, and how."""
