"""Sign in with an account elsewhere: OpenID Connect, authorization code with PKCE."""
