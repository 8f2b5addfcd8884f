"""The web application: every room's routers joined, the platform opened around them."""

from pilothouse.main.app import create_app

__all__ = ["create_app"]
