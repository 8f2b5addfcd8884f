"""Messages on their way: carried out by jobs, tried again, remembered."""
