"""One new thing, one new file: import every module of a package, and what outside packages offer by entry point."""

import importlib
import pkgutil
from importlib.metadata import entry_points
from types import ModuleType

from pilothouse.core.telemetry import get_logger

log = get_logger(__name__)


def import_modules(package: ModuleType) -> list[ModuleType]:
    """Import a package's modules and sub-packages, in order of name, so that their decorators run.

    A name that begins with an underscore is not looked at. An error in a module of ours is an error of ours and raises.
    """
    found = sorted(pkgutil.iter_modules(package.__path__), key=lambda module: module.name)
    names = [module.name for module in found if not module.name.startswith("_")]
    return [importlib.import_module(f"{package.__name__}.{name}") for name in names]


def load_entry_points(group: str) -> list[object]:
    """Load what installed packages declare under a group; one that fails is logged and left out."""
    loaded: list[object] = []
    for entry in sorted(entry_points(group=group), key=lambda entry: entry.name):
        try:
            loaded.append(entry.load())
        except Exception:
            log.exception("plugin_failed", group=group, plugin=entry.name)
    return loaded
