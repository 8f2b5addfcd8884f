"""Trying again while PostgreSQL or a gateway is away."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

import asyncpg

from pilothouse.core.errors import Unavailable

Result = TypeVar("Result")

_AWAY = (
    OSError,
    TimeoutError,
    Unavailable,
    asyncpg.InterfaceError,
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
)
_PATIENCE_S = 30.0


async def until_done(work: Callable[[], Awaitable[Result]]) -> Result:
    """Repeat work that may be done twice until the database has answered."""
    deadline = time.monotonic() + _PATIENCE_S
    while True:
        try:
            return await work()
        except _AWAY:
            if time.monotonic() > deadline:
                raise
            await asyncio.sleep(0.05)


async def until_true(check: Callable[[], Awaitable[None]]) -> None:
    """Repeat a check while it fails, for as long as what is under way may take; its last failure counts."""
    deadline = time.monotonic() + _PATIENCE_S
    while True:
        try:
            return await until_done(check)
        except AssertionError:
            if time.monotonic() > deadline:
                raise
            await asyncio.sleep(0.1)
