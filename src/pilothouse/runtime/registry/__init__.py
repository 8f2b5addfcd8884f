"""The tools and agents of this installation, as the API shows them."""
