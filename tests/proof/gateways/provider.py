"""A provider of both vendors' wires as a process of its own, in changing moods, which keeps its own bill.

Usage: python -m tests.proof.gateways.provider BILL_FILE   (prints its address)
"""

import asyncio
import json
import os
import random
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
import uvloop

from tests.gateway.wire.provider import Provider, Reply, Seen

# Micro-dollars per million tokens: input, cached input, output.
RATES = {
    "swift": (1_000_000, 500_000, 4_000_000),
    "grand": (5_000_000, 500_000, 20_000_000),
    "sonnet": (3_000_000, 300_000, 15_000_000),
}
_CALL = re.compile(rb"call ([0-9a-f-]{36})")
_WORDS = ("Slow", " but", " steady", " wins", " the", " race")
Used = tuple[int, int, int]  # input with what was cached, cached input, output


class Billed(msgspec.Struct, frozen=True):
    """One line of the bill.

    Attributes:
        call: which the caller wrote into its prompt.
        is_told: the answer says to its end what was used.
    """

    call: UUID
    answer_id: str
    model: str
    cost_microusd: int
    is_told: bool


@dataclass
class MoodyReply(Reply):
    """A reply that may have used something else than it tells."""

    used: Used = (0, 0, 0)

    def is_told(self, *, is_streaming: bool) -> bool:
        """Whether an answer of this kind tells to its end what was used."""
        is_broken = self.breaks_after is not None or (self.error_after is not None and is_streaming)
        return not is_broken and self.usage == self.used


class MoodyProvider(Provider):
    """Answers as it likes and writes each answer on its bill before the first byte goes out."""

    def __init__(self, bill_file: Path) -> None:
        super().__init__()
        self._bill_file = os.open(bill_file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def reply_to(self, seen: Seen) -> Reply:
        self.seen.clear()  # it runs for long
        body = seen.json
        bounds = (body.get(name) for name in ("max_tokens", "max_completion_tokens", "max_output_tokens"))
        return _mood(next(bound for bound in bounds if bound))

    def book(self, seen: Seen, answer_id: str, reply: Reply) -> None:
        assert isinstance(reply, MoodyReply)
        body: dict[str, Any] = seen.json
        found = _CALL.search(seen.body)
        assert found
        is_told = reply.is_told(is_streaming=bool(body.get("stream")))
        line = Billed(UUID(found[1].decode()), answer_id, body["model"], _cost(body["model"], reply.used), is_told)
        os.write(self._bill_file, msgspec.json.encode(line) + b"\n")  # one write: lines never mix


def _cost(model: str, used: Used) -> int:
    """Price an answer in micro-dollars, rounded up once."""
    read, cached, written = used
    input_rate, cached_rate, output_rate = RATES[model]
    return -(-((read - cached) * input_rate + cached * cached_rate + written * output_rate) // 1_000_000)


def _mood(bound: int) -> Reply:
    """Decide how to answer a request that asks for at most `bound` tokens."""
    words = _WORDS[: random.randint(1, len(_WORDS))]
    used = _used(bound)
    fine = MoodyReply(words, usage=used, used=used, pause_s=random.choice((0.0, 0.005, 0.02)))
    moods: list[tuple[float, Reply]] = [
        (0.78, fine),
        (0.04, MoodyReply(words, usage=None, used=used)),
        (0.02, MoodyReply(words, usage=(0, 0, 0), used=used)),
        (0.03, MoodyReply(words, usage=used, used=used, breaks_after=random.randrange(len(words) + 1))),
        (0.03, MoodyReply(words, usage=used, used=used, error_after=2, error={"error": {"message": "Overloaded."}})),
        (0.03, MoodyReply(words, usage=used, used=used, pause_s=0.15)),
        (0.03, MoodyReply(status=500)),
        (0.02, MoodyReply(status=429, headers={"retry-after": "0.05"})),
        (0.02, MoodyReply(status=400)),
    ]
    (mood,) = random.choices([mood for _, mood in moods], [weight for weight, _ in moods])
    return mood


def _used(bound: int) -> Used:
    """Choose what an answer used; one in twelve used more than anybody would have held for it."""
    if random.random() < 1 / 12:
        return random.randint(500, 3000), 0, random.randint(bound, 3 * bound)
    read = random.randint(5, 60)
    return read, random.randint(0, read // 2), random.randint(1, bound)


def read_bill(bill_file: Path) -> list[Billed]:
    """Return every line of a bill."""
    lines = bill_file.read_bytes().splitlines() if bill_file.exists() else []
    return [msgspec.json.decode(line, type=Billed) for line in lines]


def gateway_settings(url: str) -> dict[str, str]:
    """Return the environment of a gateway that calls this provider: three accounts, a route, and what it charges."""
    accounts = {"alpha": ("openai", "/v1", ["swift", "grand"]), "gamma": ("openai", "/v1", ["swift"])}
    connections = {
        name: {"type": kind, "base_url": url + path, "api_keys": ["upstream"], "models": models}  # not a secret
        for name, (kind, path, models) in {**accounts, "beta": ("anthropic", "", ["sonnet"])}.items()
    }
    targets = [{"connection": name, "model": "swift"} for name in ("alpha", "gamma")]
    prices = {model: _price(*rates) for model, rates in RATES.items()}
    return {
        "PILOTHOUSE_GATEWAY_CONNECTIONS": json.dumps(connections),
        "PILOTHOUSE_GATEWAY_ROUTES": json.dumps({"team": {"targets": targets, "fallbacks": ["grand", "sonnet"]}}),
        "PILOTHOUSE_GATEWAY_PRICES": json.dumps(prices),
    }


def _price(*rates: int) -> dict[str, str]:
    """Write rates in micro-dollars per million tokens as the setting has them."""
    dollars = [f"{rate // 1_000_000}.{rate % 1_000_000:06}" for rate in rates]
    return dict(zip(("input_usd", "cached_input_usd", "output_usd"), dollars, strict=True))


async def main(bill_file: Path) -> None:
    """Answer until killed."""
    async with MoodyProvider(bill_file).running() as provider:
        print(provider.url, flush=True)
        await asyncio.Event().wait()


if __name__ == "__main__":
    uvloop.run(main(Path(sys.argv[1])))
