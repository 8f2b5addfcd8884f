"""Tools that ship with the platform, one file each. A file here that declares `@tool` is found."""

import sys

from pilothouse.agents import library
from pilothouse.agents.registry import Registry

ENTRY_POINT_GROUP = "pilothouse.tools"


def builtin_registry() -> Registry:
    """Make a registry of the tools of this folder, the agents of the library, and those of installed packages."""
    return Registry().scan(sys.modules[__name__]).scan(library).load(ENTRY_POINT_GROUP)
