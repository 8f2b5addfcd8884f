"""Ctrl+C while an agent works."""

import asyncio
import os
import signal

import pytest

from pilothouse.cli.talk.following import Followed
from pilothouse.cli.talk.interrupt import on_interrupt
from pilothouse.cli.talk.running import run_to_end
from pilothouse.cli.talk.screens import SilentScreen
from pilothouse.client import Event


def press() -> None:
    os.kill(os.getpid(), signal.SIGINT)


async def test_the_first_one_does_what_it_is_told_and_ends_nothing() -> None:
    done = asyncio.Event()

    async def act() -> None:
        done.set()

    async with on_interrupt(act):
        press()
        await done.wait()
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


async def test_a_block_that_fails_does_not_wait_for_the_action() -> None:
    async def act() -> None:
        await asyncio.Event().wait()

    with pytest.raises(ValueError, match="broken"):
        async with on_interrupt(act):
            press()
            await asyncio.sleep(0.05)
            raise ValueError("broken")


async def test_a_run_is_stopped_and_keeps_what_was_said() -> None:
    class Server:
        def __init__(self) -> None:
            self.stopped = asyncio.Event()
            self.runs = self

        async def start(self):
            yield Event("start", {}, "r", 1)
            yield Event("text", {"text": "Once upon "}, "r", 2)
            press()
            await self.stopped.wait()
            yield Event("complete", {"state": "stopped"}, "r", 3)

        async def stop(self, run_id: str) -> None:
            assert run_id == "r"
            self.stopped.set()

    server = Server()
    run = await run_to_end(server, Followed(start=server.start), SilentScreen())
    assert (run.state, run.text) == ("stopped", "Once upon ")
