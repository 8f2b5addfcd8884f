"""A second proof beside the password: codes of an authenticator app, recovery codes, passkeys."""
