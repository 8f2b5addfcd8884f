"""Counting a prompt's tokens without asking a model. It costs nothing, so nothing is held."""

import asyncio
from collections.abc import Mapping
from typing import TYPE_CHECKING, cast

from pilothouse.access.security.screening.telling import Circumstances
from pilothouse.core.json import dumps
from pilothouse.core.principal import Principal
from pilothouse.gateway.wire.body import WireBody
from pilothouse.gateway.wire.operations import MESSAGES
from pilothouse.gateway.wire.screening import screened_body
from pilothouse.llm.providers.base import WireProvider

if TYPE_CHECKING:
    from pilothouse.gateway.calls.service import Gateway

_JSON = ((b"content-type", b"application/json"),)
_MOST_BYTES = 1_000_000
_DEADLINE_S = 30.0


async def count_tokens(
    gateway: "Gateway", who: Principal, raw: bytes, headers: Mapping[str, str]
) -> tuple[int, tuple[tuple[bytes, bytes], ...], bytes]:
    """Return status, headers and body: the provider's own count where it has one, else our estimate.

    Raises:
        BlockedByPolicy: what is counted may not go to a provider.
        PilothouseError: the model cannot be called, or its provider refused.
    """
    screening = await gateway.screener.begin(Circumstances(who))
    body = await screened_body(screening, WireBody(MESSAGES, raw))
    for route in await gateway.router.candidates(who, body.model, "count_tokens"):
        if "count_tokens" in getattr(route.provider, "operations", ()):
            provider = cast("WireProvider", route.provider)
            ends_at = asyncio.get_running_loop().time() + _DEADLINE_S
            sent = body.spliced(route.model, None)
            answer = await provider.send("count_tokens", sent, model=route.model, headers=headers, ends_at=ends_at)
            if not 200 <= answer.status < 300:
                raise await provider.failure_of(answer)
            return 200, _JSON, await answer.read(_MOST_BYTES)
    return 200, _JSON, dumps({"input_tokens": body.size().input_tokens})
