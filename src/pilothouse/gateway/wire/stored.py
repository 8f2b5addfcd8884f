"""Responses that a provider keeps: retrieve, cancel, delete, list what went in. They cost nothing.

Organizations share the operator's account at a provider, so an id is looked up in the ledger first: what was answered
to another organization is not found. An id that nobody here was given is the provider's to know.
"""

import asyncio
import re
from typing import TYPE_CHECKING, cast

from pilothouse.core.errors import NotFound
from pilothouse.core.principal import Principal
from pilothouse.gateway.routing.service import AUTO
from pilothouse.gateway.wire.http import Exchange
from pilothouse.llm.providers import WireProvider

if TYPE_CHECKING:
    from pilothouse.gateway.calls.service import Gateway

_PATH = re.compile(r"/v1/responses/(?P<id>[A-Za-z0-9_-]{1,200})(?P<rest>/cancel|/input_items)?")
_METHODS = {None: {"GET", "DELETE"}, "/cancel": {"POST"}, "/input_items": {"GET"}}
_MOST_BYTES = 64_000_000
_DEADLINE_S = 60.0


class UnknownResponse(NotFound):
    """The response was answered to another organization, or its provider is no longer connected."""

    def __init__(self, answer_id: str) -> None:
        super().__init__(f"There is no response {answer_id!r} here.", details={"response_id": answer_id})


def is_stored_path(method: str, path: str) -> bool:
    """Tell whether an address is that of a stored response."""
    found = _PATH.fullmatch(path)
    return found is not None and method in _METHODS[found["rest"]]


async def answer_stored(gateway: "Gateway", exchange: Exchange, who: Principal, method: str, path: str) -> None:
    """Hand the request to the provider that keeps the response, and its answer back.

    Raises:
        UnknownResponse: it is another organization's.
    """
    found = _PATH.fullmatch(path)
    assert found is not None
    body = await exchange.body(gateway.settings.max_body_bytes)
    provider = await provider_of(gateway, who, found["id"])
    query = f"?{exchange.query.decode('latin-1')}" if exchange.query else ""
    ends_at = asyncio.get_running_loop().time() + _DEADLINE_S
    upstream = path.removeprefix("/v1/") + query
    answer = await provider.request(method, upstream, ends_at=ends_at, body=body or None)
    if not 200 <= answer.status < 300:
        raise await provider.failure_of(answer)
    content_type = answer.headers.get("content-type", "application/json").encode("latin-1")
    await exchange.answer(answer.status, [(b"content-type", content_type)], await answer.read(_MOST_BYTES))


async def provider_of(gateway: "Gateway", who: Principal, answer_id: str) -> WireProvider:
    """Return the provider that gave an answer, or may know of it.

    Raises:
        UnknownResponse: the answer was not this organization's, or no provider keeps responses.
    """
    call = await gateway.call_of_answer(who, answer_id)
    if call is None and await gateway.is_answer_of_others(who, answer_id):
        raise UnknownResponse(answer_id)
    for route in await gateway.router.candidates(who, call.requested_model if call else AUTO, "responses"):
        is_theirs = call is None or route.connection == call.connection
        if is_theirs and "responses" in getattr(route.provider, "operations", ()):
            return cast("WireProvider", route.provider)
    raise UnknownResponse(answer_id)
