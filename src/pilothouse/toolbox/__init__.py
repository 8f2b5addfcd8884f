"""Tools that ship with the platform, one file each. A file here that declares `@tool` is found."""

import sys

from pilothouse.agents import library
from pilothouse.agents.registry import Registry

ENTRY_POINT_GROUPS = ("pilothouse.tools", "pilothouse.agents")


def builtin_registry() -> Registry:
    """Make a registry of the tools of this folder, the agents of the library, and those of installed packages."""
    registry = Registry().scan(sys.modules[__name__]).scan(library)
    for group in ENTRY_POINT_GROUPS:
        registry.load(group)
    return registry
