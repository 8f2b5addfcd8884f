"""Two hundred callers on three wires, streaming and not; some leave in the middle. Each remembers what it got."""

import asyncio
import json
import random
import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

import aiohttp

from pilothouse.core.money import parse_usd
from pilothouse.llm.dialects.base import COST_FIELD
from tests.proof.gateways.company import AGENTS, Company
from tests.proof.gateways.fleet import GatewayFleet, GatewayProcess

CALLERS = 200
MODELS = ("swift", "swift", "grand", "sonnet", "team", "alpha/swift")
_LONGEST_S = 5.0
_PAUSE_S = (0.1, 0.6)  # after a call that came to nothing
_LAST_ANSWERS_S = 0.7  # then who still waits leaves
_PATHS = {"chat": "/v1/chat/completions", "responses": "/v1/responses", "messages": "/v1/messages"}
_ENDS = {"chat": b"data: [DONE]", "responses": b"response.completed", "messages": b"message_stop"}
_ANSWER_ID = re.compile(rb'"id"\s*:\s*"((?:comp|resp|mess)_\d+)"')
_COST = re.compile(rb'"' + COST_FIELD.encode() + rb'"\s*:\s*"([\d.]+)"')
_ERROR = re.compile(rb'"error"\s*:\s*\{')


@dataclass
class Call:
    """What one caller knows of one call.

    Attributes:
        gateway: whom it asked.
        is_streaming: whether in pieces.
        status: 0 when there was no answer at all.
        is_complete: the answer came to its end, without an error in it.
        has_content: some of it came.
        answer_id: the provider's, when the answer tells it.
        cost_microusd: as the answer tells.
        refusal: by a budget: what the error tells about it.
    """

    id: UUID
    organization_id: UUID
    gateway: GatewayProcess
    wire: str
    is_streaming: bool
    status: int = 0
    is_complete: bool = False
    has_content: bool = False
    answer_id: str | None = None
    cost_microusd: int | None = None
    refusal: dict[str, Any] | None = None


@dataclass
class Crowd:
    """Callers who ask as long as they are let."""

    fleet: GatewayFleet
    companies: Sequence[Company]
    calls: dict[UUID, Call] = field(default_factory=dict[UUID, Call])
    _is_open: bool = False

    async def ask_for(self, seconds: float) -> None:
        """Let all of them ask again and again for so long, then wait a moment for the last answers."""
        self._is_open = True
        connector = aiohttp.TCPConnector(limit=0)
        timeout = aiohttp.ClientTimeout(total=_LONGEST_S)
        async with aiohttp.ClientSession(connector=connector, timeout=timeout) as http:
            callers = [asyncio.create_task(self._ask_again_and_again(http)) for _ in range(CALLERS)]
            await asyncio.sleep(seconds)
            self._is_open = False
            _, waiting = await asyncio.wait(callers, timeout=_LAST_ANSWERS_S)
            for caller in waiting:
                caller.cancel()
            for outcome in await asyncio.gather(*callers, return_exceptions=True):
                assert outcome is None or isinstance(outcome, asyncio.CancelledError), outcome

    async def _ask_again_and_again(self, http: aiohttp.ClientSession) -> None:
        await asyncio.sleep(random.uniform(0, 0.2))
        while self._is_open:
            company, gateway = random.choice(self.companies), random.choice(self.fleet.awake)
            wire = random.choice(list(_PATHS))
            call = Call(uuid4(), company.principal.organization_id, gateway, wire, random.random() < 0.6)
            self.calls[call.id] = call
            with suppress(aiohttp.ClientError, TimeoutError):
                await self._ask(http, company, call)
            if not call.is_complete:
                await asyncio.sleep(random.uniform(*_PAUSE_S))

    async def _ask(self, http: aiohttp.ClientSession, company: Company, call: Call) -> None:
        headers = {
            "authorization": f"Bearer {random.choice(company.keys).value}",
            "x-request-id": str(call.id),
            "x-pilothouse-conversation": str(random.choice(company.conversations)),
        }
        if agent := random.choice((*AGENTS, None)):
            headers["x-pilothouse-agent"] = agent
        url = call.gateway.url + _PATHS[call.wire]
        leaves_after = random.randint(1, 4) if random.random() < 0.06 else None
        async with http.post(url, json=_body(call), headers=headers) as answer:
            call.status = answer.status
            pieces: list[bytes] = []
            async for piece, _ in answer.content.iter_chunks():
                pieces.append(piece)
                call.has_content = True
                if len(pieces) == leaves_after:
                    answer.close()
                    return
            self._note(call, b"".join(pieces), answer.headers.get("x-pilothouse-cost-usd"))

    def _note(self, call: Call, body: bytes, cost: str | None) -> None:
        if call.status != 200:
            details: dict[str, Any] = json.loads(body)["error"].get("details", {}) if body else {}
            call.refusal = details if "budget_id" in details else None
            return
        call.is_complete = not call.is_streaming or (_ENDS[call.wire] in body and not _ERROR.search(body))
        if not call.is_complete:
            return
        if found := _ANSWER_ID.search(body):
            call.answer_id = found[1].decode()
        if found := _COST.search(body):
            cost = found[1].decode()
        call.cost_microusd = parse_usd(cost) if cost else None


def _body(call: Call) -> dict[str, Any]:
    """Write a request of the call's wire; its prompt says which call it is."""
    prompt = f"This is call {call.id}. " + "Say something about patience. " * random.randint(0, 3)
    body: dict[str, Any] = {"model": random.choice(MODELS), "stream": call.is_streaming}
    bound = random.choice((20, 100, 400))
    if call.wire == "responses":
        return body | {"input": prompt, "max_output_tokens": bound}
    if call.is_streaming and call.wire == "chat" and random.random() < 0.5:
        body["stream_options"] = {"include_usage": True}
    return body | {"messages": [{"role": "user", "content": prompt}], "max_tokens": bound}
