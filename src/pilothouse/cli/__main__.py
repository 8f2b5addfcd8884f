"""Run the command line as `python -m pilothouse.cli`."""

from pilothouse.cli.app import app

app()
