"""What a provider is, and how one is found."""

import sys
from collections.abc import AsyncIterator
from functools import cache
from typing import Protocol, TypeVar

from pilothouse.core.errors import NotFound
from pilothouse.core.plugins import import_modules, load_entry_points
from pilothouse.llm.messages import ModelEvent, ModelRequest

ENTRY_POINT_GROUP = "pilothouse.providers"


class Provider(Protocol):
    """Someone who answers model requests.

    Attributes:
        name: of this instance, such as "openai"; two instances of one type may serve two addresses.
    """

    name: str

    def stream(self, request: ModelRequest, *, deadline_s: float) -> AsyncIterator[ModelEvent]:
        """Answer as a stream of events that ends with `Finished`.

        Args:
            request: what to answer.
            deadline_s: seconds the whole answer may take.

        Raises:
            InvalidInput: the provider refuses the request as it is.
            RateLimited, UpstreamFailed, TimedOut: it cannot answer now; `retryable` and `retry_after_s` tell more.
        """
        ...

    async def aclose(self) -> None:
        """Give back connections; the provider is not used afterwards."""
        ...


ProviderType = TypeVar("ProviderType", bound=type[Provider])
_types: dict[str, type[Provider]] = {}


def provider(declared: ProviderType) -> ProviderType:
    """Register a provider class under its `name`."""
    _types[declared.name] = declared
    return declared


@cache
def _discover() -> None:
    import_modules(sys.modules["pilothouse.llm.providers"])
    load_entry_points(ENTRY_POINT_GROUP)


def provider_types() -> dict[str, type[Provider]]:
    """Return every provider class by name: those of this folder, then those of outside packages."""
    _discover()
    return dict(sorted(_types.items()))


def provider_type(name: str) -> type[Provider]:
    """Return one provider class.

    Raises:
        NotFound: there is none of that name; the message lists those there are.
    """
    known = provider_types()
    if name not in known:
        raise NotFound(f"There is no provider type {name!r}; known are {', '.join(known)}.")
    return known[name]
