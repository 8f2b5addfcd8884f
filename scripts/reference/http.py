"""The HTTP API: the OpenAPI document, and one line per operation."""

import inspect
import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, APIWebSocketRoute

from pilothouse.main import create_app
from pilothouse.main.app import ROUTERS
from pilothouse.settings import Settings
from scripts.reference.markdown import code, first_line, page, table

_INTRODUCTION = """\
[`openapi.json`](openapi.json) has every field; a running installation serves its own at `/openapi.json`. Answers under
`/api/v1` come in an envelope, `{"success": true, "data": …, "meta": {"request_id": …}}`; [failures](errors.md) in the
same one. Lists are paged: send `meta.pagination.next_cursor` as `cursor`. Ids are UUIDs, times ISO 8601 in UTC, money
decimal strings in US dollars. Send an API key as `Authorization: Bearer …` or `X-API-Key`.
"""


@dataclass(frozen=True)
class Operation:
    """One method of one address."""

    tag: str
    method: str
    path: str
    words: str
    permissions: tuple[str, ...]


def operations() -> Iterator[Operation]:
    """Yield every operation in the order of the routers."""
    for router in ROUTERS:
        for route in router.routes:
            if isinstance(route, APIWebSocketRoute):
                yield Operation(str(router.tags[0]), "WS", route.path, first_line(route.endpoint.__doc__), ())
            elif isinstance(route, APIRoute):
                words, needed = first_line(route.endpoint.__doc__), tuple(_permissions(route.dependant))
                for method in sorted(route.methods):
                    yield Operation(str(route.tags[0]), method, route.path, words, needed)


def write_page() -> str:
    """Write docs/reference/http-api.md."""
    parts = [_INTRODUCTION]
    for tag, group in groupby(sorted(operations(), key=lambda each: each.tag), key=lambda each: each.tag):
        rows = [
            (code(f"{each.method} {each.path}"), each.words, ", ".join(code(name) for name in each.permissions))
            for each in group
        ]
        parts += [f"## {tag.capitalize()}", table(("Operation", "What it does", "Needs"), rows)]
    return page("HTTP API", "the routes", *parts)


def write_document() -> str:
    """Write docs/reference/openapi.json: sorted, so that a difference shows what changed."""
    document = create_app(Settings()).openapi()
    return json.dumps(document, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def _permissions(dependant: Dependant) -> Iterator[str]:
    """Find what `server.auth.require_permission` asks for, in a route's dependencies."""
    for each in dependant.dependencies:
        if inspect.isfunction(each.call) and each.call.__qualname__ == "require_permission.<locals>.holder":
            yield inspect.getclosurevars(each.call).nonlocals["permission"]
        yield from _permissions(each)
