"""What every framework is measured by. Standard library only: it runs in the peers' environments."""

import asyncio
import gc
import json
import statistics
import time
import tracemalloc
from collections.abc import Awaitable, Callable
from typing import Any

INSTANCES = 300
ROUNDS = 7
CALLS = 40


def lookup(city: str) -> str:
    """Look up the weather of a city."""
    return f"sunny in {city}"


def script(n_calls: int) -> list[str]:
    """Return the cities that the model asks `lookup` about, one after the other, before it ends."""
    return [f"city {number}" for number in range(n_calls)]


def measure(make: Callable[[], Any], run: Callable[[int], Awaitable[Any]]) -> None:
    """Print CPU microseconds and kilobytes of an agent, and CPU microseconds of a model's turn with one tool call.

    Args:
        make: an agent with one tool.
        run: an agent whose model asks for so many calls of the tool in turn, and checks that they were made.
    """
    make()
    print(json.dumps({"instance_us": _instance_us(make), "instance_kb": _instance_kb(make), "call_us": _call_us(run)}))


def _instance_us(make: Callable[[], Any]) -> float:
    times: list[float] = []
    for _ in range(ROUNDS):
        gc.collect()
        began = time.process_time()
        kept = [make() for _ in range(INSTANCES)]
        times.append((time.process_time() - began) / len(kept))
    return 1e6 * statistics.median(times)


def _instance_kb(make: Callable[[], Any]) -> float:
    gc.collect()
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    kept = [make() for _ in range(INSTANCES)]
    gc.collect()
    used = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    return used / len(kept) / 1024


def _call_us(run: Callable[[int], Awaitable[Any]]) -> float:
    """Time a long run against a short one, so that what a run costs once does not count."""

    async def timed(n_calls: int) -> float:
        began = time.process_time()
        await run(n_calls)
        return time.process_time() - began

    async def all_rounds() -> float:
        await run(2)
        times = [(await timed(CALLS) - await timed(1)) / (CALLS - 1) for _ in range(ROUNDS)]
        return 1e6 * statistics.median(times)

    return asyncio.run(all_rounds())
