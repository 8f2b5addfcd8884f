"""Where one is signed in: list the login sessions, end one, or all of them."""
