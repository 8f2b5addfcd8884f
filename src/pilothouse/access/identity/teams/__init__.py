"""Groups of users in one organization."""
