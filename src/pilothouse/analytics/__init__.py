"""What happened, put together from the rooms' reports: spending over time, where it leads, and what is unusual."""
