"""The users of an organization, for those who look after them."""
