"""The command line: `pilothouse`."""

from pilothouse.cli.app import app

__all__ = ["app"]
