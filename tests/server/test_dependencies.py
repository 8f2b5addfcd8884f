"""What a route is given costs next to nothing."""

import inspect
from collections.abc import Callable, Iterator
from typing import Any

from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from pilothouse.main.app import ROUTERS


def _all_of(dependant: Dependant) -> Iterator[Dependant]:
    for each in dependant.dependencies:
        yield each
        yield from _all_of(each)


def _is_awaited(call: Callable[..., Any]) -> bool:
    work = call if inspect.isroutine(call) else type(call).__call__
    return inspect.iscoroutinefunction(work) or inspect.isasyncgenfunction(work)


def test_no_dependency_takes_a_thread() -> None:
    """The framework runs plain functions in threads: a hop there and back for each, for every request."""
    routes = [route for router in ROUTERS for route in router.routes if isinstance(route, APIRoute)]
    assert len(routes) > 200
    plain = {
        each.call
        for route in routes
        for each in (route.dependant, *_all_of(route.dependant))
        if each.call is not None and not _is_awaited(each.call)
    }
    assert plain == set()
