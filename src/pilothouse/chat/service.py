"""The parts of chat that live as long as the process."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from pilothouse.agents.registry import Registry
from pilothouse.chat.conversations.sweep import EVERY_S, ConversationSweep
from pilothouse.chat.memory.summaries import Summaries
from pilothouse.chat.memory.window import Windows
from pilothouse.chat.settings import ChatSettings
from pilothouse.chat.tools import chat_tools
from pilothouse.chat.turns.beginning import SOURCE
from pilothouse.chat.turns.models import ModelChoice
from pilothouse.chat.turns.service import TurnService
from pilothouse.chat.turns.source import ChatSource
from pilothouse.core.clock import SystemClock
from pilothouse.db.engine import Database
from pilothouse.gateway.calls.service import Gateway
from pilothouse.runtime.files.showing import Showing
from pilothouse.runtime.hosting.host import RunHost
from pilothouse.runtime.hosting.periodic import repeating
from pilothouse.storage.blobs import BlobStore
from pilothouse.storage.cache import Cache


@dataclass(frozen=True, slots=True)
class Chat:
    """What a process needs to talk."""

    turns: TurnService
    source: ChatSource


@asynccontextmanager
async def open_chat(
    database: Database,
    host: RunHost,
    registry: Registry,
    gateway: Gateway,
    blobs: BlobStore,
    cache: Cache,
    settings: ChatSettings,
) -> AsyncGenerator[Chat]:
    """Open chat, give the registry its tools and tell the runtime of it, before the first run."""
    registry.add(*chat_tools(), source="chat")
    windows = Windows(cache)
    summaries = Summaries(database, gateway, windows, settings)
    showing = Showing(gateway, blobs)
    source = ChatSource(database, registry, windows, summaries, showing, settings, screener=gateway.screener)
    host.register(SOURCE, source)
    sweep = ConversationSweep(database, settings, SystemClock())
    try:
        async with repeating("conversation-sweep", EVERY_S, sweep.once):
            yield Chat(TurnService(database, host, registry, ModelChoice(gateway), settings, source), source)
    finally:
        await source.aclose()
