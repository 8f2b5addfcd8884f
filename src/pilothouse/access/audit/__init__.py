"""Who did what to which thing, when, from where, and how it ended. Rows are added and never changed."""
