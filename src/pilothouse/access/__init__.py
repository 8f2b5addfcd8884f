"""Who may do what: organizations, users, login sessions, API keys, roles; secrets; the screen; the audit log."""
