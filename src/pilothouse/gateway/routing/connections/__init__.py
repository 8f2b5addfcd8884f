"""Connections to providers: the operator's from settings, and each organization's own."""
