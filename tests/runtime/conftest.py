"""Houses whose model is a provider that follows a script, and agents to run in them."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2
import pytest

from pilothouse.agents import Agent, ToolContext, tool
from pilothouse.db.embedded import Cluster
from pilothouse.live.log import LoggedEvent
from pilothouse.llm.messages import Message
from pilothouse.runtime.hosting.host import RunHost
from pilothouse.runtime.hosting.request import RunRequest
from pilothouse.runtime.runs.tables import AgentRun
from tests.access.conftest import Member
from tests.gateway.wire.provider import Provider, Reply
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

WORDS = tuple(f"word{number} " for number in range(20))


@dataclass
class Deeds:
    """What tools have really done, outside the platform."""

    done: list[dict[str, Any]] = field(default_factory=list)
    may_finish: asyncio.Event = field(default_factory=asyncio.Event)


DEEDS = Deeds()


@tool(confirm=True)
async def send_money(ctx: ToolContext, to: str, amount: int) -> str:
    """Send money to somebody."""
    DEEDS.done.append({"to": to, "amount": amount, "key": ctx.idempotency_key})
    return f"sent {amount} to {to}"


@tool
async def look_up(ctx: ToolContext, name: str) -> str:
    """Look something up."""
    ctx.cite("The book", "book.pdf, page 3", "quoted")
    await ctx.artifacts.save("markdown", "note.md", "Note", f"# {name}", "text/markdown")
    DEEDS.done.append({"looked_up": name})
    return f"{name} is here"


@tool
async def hang(ctx: ToolContext) -> str:
    """Wait until the test lets go."""
    await DEEDS.may_finish.wait()
    return "went on"


AGENTS = (
    send_money,
    look_up,
    hang,
    Agent("helper", "Answers questions of every kind.", "Answer.", tools=("send_money", "look_up", "hang")),
)


@pytest.fixture
def deeds() -> Deeds:
    """What tools did in this test."""
    DEEDS.done.clear()
    DEEDS.may_finish = asyncio.Event()
    return DEEDS


@pytest.fixture
async def provider() -> AsyncIterator[Provider]:
    """A provider that answers with words one by one unless a test scripts it."""
    async with Provider().running() as provider:
        provider.script(Reply(words=WORDS, usage=(100, 0, 20)))
        yield provider


def gateway_of(provider: Provider) -> dict[str, Any]:
    """Return the gateway's settings with this provider behind every model."""
    return {"openai_api_key": "not-a-secret", "openai_base_url": f"{provider.url}/v1", "default_model": "gpt-4o"}


@pytest.fixture
async def office(cluster: Cluster, tmp_path: Path, provider: Provider, deeds: Deeds) -> AsyncIterator[House]:
    """A house whose agents talk to the scripted provider."""
    async with open_house(cluster, tmp_path, gateway=gateway_of(provider)) as house:
        house.platform.registry.add(*AGENTS)
        yield house


@pytest.fixture
async def replica(cluster: Cluster, tmp_path: Path, provider: Provider) -> AsyncIterator[House]:
    """Another process of the same installation."""
    async with open_house(cluster, tmp_path, gateway=gateway_of(provider)) as house:
        house.platform.registry.add(*AGENTS)
        yield house


@pytest.fixture
def host(office: House) -> RunHost:
    """The host of the office."""
    return office.platform.run_host


@pytest.fixture
async def office_api(office: House, member: Member) -> httpx2.AsyncClient:
    """A client of the office."""
    return await office.client(member)


async def start(host: RunHost, member: Member, **options: Any) -> AgentRun:
    """Start a run of the helper and put it to work."""
    request = RunRequest(**{"agent": "helper", "messages": (Message("user", "Hello"),), "source": "invoke", **options})
    async with host.hosting.database.transaction(member.organization_id) as session:
        started = await host.start(session, member.principal, request)
    host.launch(started)
    return started.run


async def read(host: RunHost, run: AgentRun, after: int = 0) -> list[LoggedEvent]:
    """Follow a run to its end."""
    return [event async for event in host.follow(run.organization_id, run.id, after)]


async def row_of(host: RunHost, run: AgentRun) -> AgentRun:
    """Return a run's row as it is now."""
    async with host.hosting.database.transaction(run.organization_id) as session:
        found = await session.get(AgentRun, run.id)
    assert found is not None
    return found


def text_in(events: list[LoggedEvent]) -> str:
    """Return what a reader of these events shows."""
    shown = ""
    for event in events:
        if event.type == "run.text":
            shown += event.data["text"]
        elif event.type == "run.start" and "text" in event.data:
            shown = event.data["text"]
    return shown


def types_of(events: list[LoggedEvent]) -> list[str]:
    """Return the kinds of events, rows of texts as one."""
    kinds = [event.type.removeprefix("run.") for event in events]
    return [kind for place, kind in enumerate(kinds) if place == 0 or kind != "text" or kinds[place - 1] != "text"]


async def until_state(host: RunHost, run: AgentRun, *states: str) -> AgentRun:
    """Wait until a run is in one of these states."""
    async with asyncio.timeout(20):
        while (row := await row_of(host, run)).state not in states:
            await asyncio.sleep(0.02)
    return row


def asks(name: str, arguments: str = "{}") -> Reply:
    """Make the model ask for a tool."""
    return Reply(tool=(name, arguments), usage=(100, 0, 20))


def says(*words: str, **options: Any) -> Reply:
    """Make the model answer."""
    return Reply(words=words or WORDS, usage=(100, 0, 20), **options)
