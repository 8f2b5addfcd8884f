"""Fill the registry: what ships with Pilothouse, and what installed packages add."""

from pilothouse import toolbox
from pilothouse.agents import library
from pilothouse.agents.registry import Registry


def build_registry() -> Registry:
    """Return every tool and agent there is in this process."""
    return Registry().scan(toolbox).scan(library).load("pilothouse.tools").load("pilothouse.agents")
