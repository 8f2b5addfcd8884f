"""What the services' answers have in common: JSON whose shape is not taken for granted."""

import html
import re
from typing import Any, cast

from pilothouse.agents.errors import ToolFailed
from pilothouse.core.http import HttpResponse

_MAX_SNIPPET_CHARS = 600
_MARKUP = re.compile(r"</?\w+[^<>]{0,200}>")


def results_of(response: HttpResponse, service: str, *path: str) -> list[dict[str, Any]]:
    """Return the list of results at a path of an answer.

    Raises:
        ToolFailed: the service refused, or answered with something else.
    """
    if response.status_code in {401, 403}:
        raise ToolFailed(f"{service} refused the key ({response.status_code}). An operator has to look at it.")
    if response.status_code == 429:
        raise ToolFailed(f"{service} is asked too often, or its quota is used up. Work with what there is.")
    if response.status_code >= 400:
        raise ToolFailed(f"{service} answered {response.status_code}; the search did not work.")
    found: Any = response.json()
    for name in path:
        found = cast("dict[str, Any]", found).get(name) if isinstance(found, dict) else None
    if found is None:
        return []
    if not isinstance(found, list):
        raise ToolFailed(f"{service} answered in a shape that is not known.")
    return [cast("dict[str, Any]", each) for each in cast("list[Any]", found) if isinstance(each, dict)]


def plain(value: Any, max_chars: int = _MAX_SNIPPET_CHARS) -> str:
    """Bring a value to one line of text without markup."""
    text = html.unescape(_MARKUP.sub("", value if isinstance(value, str) else ""))
    text = " ".join(text.split())
    return text if len(text) <= max_chars else f"{text[: max_chars - 1]}…"


def optional(value: Any) -> str | None:
    """Return a text, or None where there is none."""
    return plain(value, 60) or None
