"""Names of tools, agents and projects: which will do, and the other forms that code needs of them."""

import keyword
import re

from pilothouse.core.errors import InvalidInput

_ITEM = re.compile(r"[a-z][a-z0-9_]{1,62}")
_PROJECT = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,62}")
_TAKEN = frozenset({"agent", "conftest", "pilothouse", "tool"})  # of what the file itself imports


def check_item(kind: str, name: str) -> str:
    """Return the name of a tool or an agent when it will do.

    Args:
        kind: "tool" or "agent", for the message.
        name: a Python function and a file will be called so.

    Raises:
        InvalidInput: it will not; the message proposes one that will, where that is easy.
    """
    if _ITEM.fullmatch(name) and not keyword.iskeyword(name) and name not in _TAKEN:
        return name
    near = re.sub(r"[^a-z0-9]+", "_", re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()).strip("_")
    usable = _ITEM.fullmatch(near) and not keyword.iskeyword(near) and near not in _TAKEN
    hint = f" Try {near}." if usable and near != name else ""
    raise InvalidInput(
        f"{name!r} cannot be the name of {'an' if kind == 'agent' else 'a'} {kind}: take 2 to 63 lower-case letters, "
        f"digits and underscores that are no word of Python's own, such as trip_cost.{hint}"
    )


def check_project(name: str) -> str:
    """Return the name of a project when a folder and a package can be called so.

    Raises:
        InvalidInput: it will not do.
    """
    if _PROJECT.fullmatch(name):
        return name
    raise InvalidInput(
        f"{name!r} cannot be the name of a project: take letters, digits, hyphens and underscores, a letter first."
    )


def title_of(name: str) -> str:
    """Write a name as people read it: `trip_cost` is "Trip cost"."""
    return re.sub(r"[_-]+", " ", name).strip().capitalize()


def class_of(name: str) -> str:
    """Write a name as a class: `trip_cost` is "TripCost"."""
    return "".join(part.capitalize() for part in name.split("_"))
