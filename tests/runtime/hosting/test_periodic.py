import asyncio

from pilothouse.core.errors import Unavailable
from pilothouse.runtime.hosting.periodic import repeating


class TestRepeating:
    async def test_goes_on_after_a_database_that_was_away_and_after_a_mistake(self) -> None:
        outcomes = [Unavailable("away"), ValueError("a mistake")]
        done = asyncio.Event()

        async def work() -> None:
            if outcomes:
                raise outcomes.pop(0)
            done.set()

        async with asyncio.timeout(20), repeating("work", 0.001, work):
            await done.wait()

    async def test_ends_with_what_it_accompanies(self) -> None:
        calls = 0

        async def work() -> None:
            nonlocal calls
            calls += 1

        async with repeating("work", 3600, work):
            pass
        assert calls == 0
        assert not [task for task in asyncio.all_tasks() if task.get_name() == "work"]
