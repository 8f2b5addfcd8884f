"""What a search backend is, and how one is found by its name."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Protocol, TypeVar

from pilothouse.agents.context import ToolContext
from pilothouse.agents.errors import ToolFailed
from pilothouse.core.errors import NotFound
from pilothouse.core.http import GuardedClient
from pilothouse.core.plugins import import_modules


@dataclass(frozen=True, slots=True)
class SearchHit:
    """One thing found.

    Attributes:
        source: web address, or the path of a document.
        snippet: the words that fit, as plain text.
        published: date as the backend gives it.
    """

    title: str
    source: str
    snippet: str
    published: str | None = None


class SearchBackend(Protocol):
    """Answers a question with what it finds, best first."""

    async def search(self, context: ToolContext, query: str, limit: int) -> list[SearchHit]:
        """Return what was found.

        Raises:
            ToolFailed: the backend is not set up, or does not answer.
        """
        ...


_Backend = TypeVar("_Backend", bound=type[SearchBackend])
_backends: dict[str, type[SearchBackend]] = {}


def search_backend(name: str) -> Callable[[_Backend], _Backend]:
    """Register a backend under the name that the setting `search_backend` chooses it by."""

    def register(kind: _Backend) -> _Backend:
        _backends[name] = kind
        return kind

    return register


@cache
def _load() -> None:
    from pilothouse.toolbox import searching  # whose modules import this one

    import_modules(searching)


def backend_of(name: str) -> SearchBackend:
    """Return a backend by name.

    Raises:
        ToolFailed: there is none of that name.
    """
    _load()
    if name not in _backends:
        raise ToolFailed(f"There is no search backend {name!r}; there are {', '.join(sorted(_backends))}.")
    return _backends[name]()


async def api_key_of(context: ToolContext, service: str) -> str:
    """Return the key of a search service.

    Raises:
        ToolFailed: none is stored.
    """
    try:
        return await context.secrets.get(f"search/{service}")
    except NotFound as error:
        raise ToolFailed(
            f"Search has no key for {service}. An operator stores it as the secret search/{service}."
        ) from error


def operators_client() -> GuardedClient:
    """Return a client for an address that an operator chose, which may lie in a private network."""
    return GuardedClient(allowed_networks=("0.0.0.0/0", "::/0"), timeout_s=15, max_bytes=5_000_000)
