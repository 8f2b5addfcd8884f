"""What a provider is, and how one is found."""

import sys
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, ClassVar, Literal, Protocol, TypeAlias, TypeVar, runtime_checkable

from pilothouse.core.errors import NotFound, PilothouseError
from pilothouse.core.http import AddressGuard
from pilothouse.core.plugins import import_modules, load_entry_points
from pilothouse.llm.dialects.base import DialectName
from pilothouse.llm.messages import ModelEvent, ModelRequest

ENTRY_POINT_GROUP = "pilothouse.providers"

Operation: TypeAlias = Literal["chat", "responses", "messages", "embeddings", "count_tokens"]


@dataclass(frozen=True, slots=True)
class ProviderConfig:
    """How to reach one provider with one key.

    Attributes:
        name: of the connection, in errors and in the ledger; the type's own name when empty.
        base_url: instead of the vendor's address.
        api_key: as the vendor gave it out.
        headers: sent along with every request.
        options: what only this type knows, such as "region" or "api_version"; each type documents its own.
        is_operators: whether the operator configured it. Others' may not use what this machine is signed in as.
        guard: of the addresses that may be reached; None lets all be.
        max_connections: open at the same time; further requests wait.
    """

    name: str = ""
    base_url: str = ""
    api_key: str | None = field(default=None, repr=False)
    headers: Mapping[str, str] = field(default_factory=dict[str, str], repr=False)
    options: Mapping[str, str] = field(default_factory=dict[str, str], repr=False)
    is_operators: bool = True
    guard: AddressGuard | None = None
    max_connections: int = 1000


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


class Answer(Protocol):
    """A provider's answer on the wire. It is there once status and headers are; its bytes are never compressed.

    Attributes:
        headers: looked up in any case.
        is_stream: whether server-sent events follow.
    """

    status: int
    headers: Mapping[str, str]
    is_stream: bool

    async def read(self, limit_bytes: int) -> bytes:
        """Return the whole body.

        Raises:
            UpstreamFailed: it is larger than the limit.
            AnswerCutOff, TimedOut: it did not come to its end.
        """
        ...

    async def next_chunk(self) -> bytes:
        """Return the next bytes as they came, b"" at the end.

        Raises:
            AnswerCutOff, TimedOut: it did not come to its end.
        """
        ...

    def chunks(self) -> AsyncIterator[bytes]:
        """Yield every chunk up to the end; raises as `next_chunk`."""
        ...

    def close(self) -> None:
        """Let go. A connection whose answer is unfinished is dropped, which tells the provider to stop."""
        ...


@runtime_checkable
class WireProvider(Provider, Protocol):
    """A provider that can be spoken to in its own wire.

    Attributes:
        operations: what it speaks natively; another of chat, responses and messages goes through translation.
        dialect: the wire that `stream` uses, and translation.
    """

    operations: frozenset[Operation]
    dialect: DialectName

    async def send(
        self, operation: Operation, body: bytes, *, model: str, headers: Mapping[str, str] = ..., ends_at: float
    ) -> Answer:
        """Send a request and return when the answer begins, whatever its status.

        Args:
            operation: one of `operations`.
            body: JSON as the wire wants it, naming `model`.
            model: the name the provider knows.
            headers: of the caller, names in lower case; those that mean something to this provider go along.
            ends_at: moment of the event loop's clock until which the whole answer may take.

        Raises:
            UpstreamFailed: it cannot be reached.
            TimedOut: it did not begin to answer in time.
        """
        ...

    def lacks(self, operation: Operation) -> None:
        """Take note that an operation was tried and is not known there; `operations` is then without it."""
        ...

    async def request(self, method: str, path: str, *, ends_at: float, body: bytes | None = None) -> Answer:
        """Ask for something that costs nothing: retrieve, list, cancel.

        Args:
            method: of HTTP.
            path: under the base address, such as "responses/resp_1?include=usage".

        Raises:
            InvalidInput: the path leaves the base address.
            UpstreamFailed, TimedOut: as `send`.
        """
        ...

    async def check(self, *, model: str | None, ends_at: float) -> list[str] | None:
        """Ask for what needs the key and costs nothing, to see whether the connection works.

        Args:
            model: to ask about, where the provider only answers about one.

        Returns:
            The models the key may use; None where the provider does not tell.

        Raises:
            PilothouseError: it refused, or cannot be reached.
        """
        ...

    async def failure_of(self, answer: Answer) -> PilothouseError:
        """Read an answer whose status is no success, and return the error it means."""
        ...


class ProviderType(Provider, Protocol):
    """A class of providers: it makes instances from configurations.

    Attributes:
        price_list: id in the price table, where the vendor has one of its own.
        default_model: a capable, cheap one, for who names none.
    """

    price_list: ClassVar[str | None]
    default_model: ClassVar[str | None]

    @classmethod
    def connect(cls, config: ProviderConfig) -> Provider:
        """Make a provider; nothing is sent yet.

        Raises:
            InvalidInput: the configuration cannot be used; the message says which part.
        """
        ...

    @classmethod
    def serves(cls, model: str) -> bool:
        """Tell whether a model of its price list can be reached this way."""
        ...


Declared = TypeVar("Declared", bound=type[Any])
_types: dict[str, type[ProviderType]] = {}


def provider(declared: Declared) -> Declared:
    """Register a provider class under its `name`."""
    _types[declared.name] = declared
    return declared


@cache
def _discover() -> None:
    import_modules(sys.modules["pilothouse.llm.providers"])
    load_entry_points(ENTRY_POINT_GROUP)


def provider_types() -> dict[str, type[ProviderType]]:
    """Return every provider class by name: those of this folder, then those of outside packages."""
    _discover()
    return dict(sorted(_types.items()))


def provider_type(name: str) -> type[ProviderType]:
    """Return one provider class.

    Raises:
        NotFound: there is none of that name; the message lists those there are.
    """
    known = provider_types()
    if name not in known:
        raise NotFound(f"There is no provider type {name!r}; known are {', '.join(known)}.")
    return known[name]
