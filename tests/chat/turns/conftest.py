"""The whole application, Buddy with the embedded model, and a reader of streams."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2
import pytest

from pilothouse.db.embedded import Cluster
from tests.house import (  # noqa: F401 - fixtures
    House,
    api,
    data_of,
    house,
    member,
    open_house,
    stranger,
    strangers_api,
)


@dataclass
class Stream:
    """What came over one connection."""

    status: int
    headers: httpx2.Headers
    events: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The text as a page shows it."""
        shown = ""
        for name, data in self.events:
            if name == "text":
                shown += data["text"]
            elif name == "start" and "text" in data:
                shown = data["text"]
        return shown

    @property
    def turn_id(self) -> str:
        return self.headers["X-Turn-Id"]

    @property
    def conversation_id(self) -> str:
        return self.headers["X-Conversation-Id"]

    def named(self, name: str) -> list[dict[str, Any]]:
        return [data for event, data in self.events if event == name]

    @property
    def names(self) -> list[str]:
        return [name for name, _ in self.events]


def parse(answer: httpx2.Response) -> Stream:
    """Read a whole stream."""
    stream = Stream(answer.status_code, answer.headers)
    for frame in answer.text.split("\n\n"):
        lines = dict(line.split(": ", 1) for line in frame.split("\n") if ": " in line and not line.startswith(":"))
        if "event" in lines:
            stream.events.append((lines["event"], json.loads(lines["data"])))
            stream.ids.append(lines["id"])
    return stream


async def say(client: httpx2.AsyncClient, message: str | None, **body: Any) -> Stream:
    """Say something and read the answer to its end."""
    headers = body.pop("headers", {})
    answer = await client.post("/chat/stream", json={"message": message, **body}, headers=headers)
    assert answer.status_code == 200, answer.text
    return parse(answer)


async def messages_of(client: httpx2.AsyncClient, conversation_id: str) -> list[dict[str, Any]]:
    """Return the shown branch, oldest first."""
    return data_of(await client.get(f"/chat/conversations/{conversation_id}/messages"))[::-1]


@pytest.fixture
async def tiered(cluster: Cluster, tmp_path: Path) -> AsyncIterator[House]:
    """The application with tiers on, and three messages an hour on the free one."""
    async with open_house(cluster, tmp_path, chat={"tiers": True, "free_messages_per_hour": 3}) as house:
        yield house
