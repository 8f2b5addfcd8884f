"""A server that answers as a test says, and remembers what it was asked."""

import asyncio
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

import httpx2
import pytest

from pilothouse.client import AsyncPilothouse, Pilothouse
from tests.house import api, house, member  # noqa: F401 - fixtures
from tests.missions.conftest import hire, worker  # noqa: F401 - fixtures


@dataclass
class Desk:
    """Answers one after the other; the last one again and again. An exception is a connection that fails."""

    answers: list[httpx2.Response | Exception] = field(default_factory=list)
    asked: list[httpx2.Request] = field(default_factory=list)
    pauses: list[float] = field(default_factory=list)

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        request.read()
        self.asked.append(request)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer

    def client(self, retries: int = 2) -> Pilothouse:
        http = httpx2.Client(transport=httpx2.MockTransport(self), base_url="http://pilothouse.test")
        return Pilothouse(http=http, retries=retries)

    def async_client(self, retries: int = 2) -> AsyncPilothouse:
        async def answer(request: httpx2.Request) -> httpx2.Response:
            return self(request)

        http = httpx2.AsyncClient(transport=httpx2.MockTransport(answer), base_url="http://pilothouse.test")
        return AsyncPilothouse(http=http, retries=retries)


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """A server made of answers; whoever waits for it does not wait."""
    desk = Desk()

    async def pass_on(pause: float) -> None:
        desk.pauses.append(pause)

    with monkeypatch.context() as patch:
        patch.setattr(time, "sleep", desk.pauses.append)
        patch.setattr(asyncio, "sleep", pass_on)
        yield desk


def good(data: object, status: int = 200, **pagination: object) -> httpx2.Response:
    meta = {"request_id": "r1", "pagination": pagination or None}
    return httpx2.Response(status, json={"success": True, "data": data, "meta": meta})


def bad(status: int, code: str = "broken", headers: dict[str, str] | None = None) -> httpx2.Response:
    error = {"code": code, "message": "It is broken.", "details": {"part": "left"}}
    body = {"success": False, "error": error, "meta": {"request_id": "r1"}}
    return httpx2.Response(status, json=body, headers=headers)


def stream(*frames: str) -> httpx2.Response:
    return httpx2.Response(200, content="".join(frames).encode(), headers={"Content-Type": "text/event-stream"})
