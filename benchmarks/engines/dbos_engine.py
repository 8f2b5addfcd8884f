"""Bare DBOS: a workflow of six steps that do nothing, and no events of ours. The peer at its best.

Usage: python -m benchmarks.engines.dbos_engine DATABASE_URL MISSIONS
"""

import asyncio
import logging
import sys

from dbos import DBOS, DBOSConfig

from benchmarks.engines.measure import measured, report

STEPS = 6
AT_ONCE = 16


@DBOS.step()
async def do_nothing(number: int) -> int:
    """Stand for a step whose work takes no time."""
    return number


@DBOS.workflow()
async def mission() -> int:
    """Six steps, as many as a mission of ours has."""
    for number in range(STEPS):
        await do_nothing(number)
    return STEPS


async def main(url: str, missions: int) -> None:
    """Launch, then measure from the first start to the last end."""
    config: DBOSConfig = {"name": "benchmark", "system_database_url": url, "log_level": "ERROR"}
    DBOS(config=config)
    DBOS.launch()
    logging.disable(logging.WARNING)
    free = asyncio.Semaphore(AT_ONCE)

    async def one() -> None:
        async with free:
            handle = await DBOS.start_workflow_async(mission)
            assert await handle.get_result() == STEPS

    with measured() as result:
        async with asyncio.TaskGroup() as tasks:
            for _ in range(missions):
                tasks.create_task(one())
    report(missions, result)
    DBOS.destroy()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2])))
