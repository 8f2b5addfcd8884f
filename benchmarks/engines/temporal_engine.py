"""The Temporal dev server: a workflow of six activities that do nothing, worker in this process.

Usage: python -m benchmarks.engines.temporal_engine ADDRESS MISSIONS
"""

import asyncio
import os
import sys
from datetime import timedelta

from temporalio import activity, workflow
from temporalio.client import Client
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from benchmarks.engines.measure import measured, report

STEPS = 6
AT_ONCE = 16


@activity.defn
async def do_nothing(number: int) -> int:
    """Stand for a step whose work takes no time."""
    return number


@workflow.defn(sandboxed=False)
class Mission:
    """Six activities, as many steps as a mission of ours has."""

    @workflow.run
    async def run(self) -> int:
        """Run them in order."""
        for number in range(STEPS):
            await workflow.execute_activity(do_nothing, number, start_to_close_timeout=timedelta(seconds=30))
        return STEPS


async def main(address: str, missions: int) -> None:
    """Connect, then measure from the first start to the last end."""
    client = await Client.connect(address)
    free = asyncio.Semaphore(AT_ONCE)

    async def one(number: int) -> None:
        async with free:
            assert await client.execute_workflow(Mission.run, id=f"b-{number}-{id(client)}", task_queue="b") == STEPS

    worker = Worker(
        client, task_queue="b", workflows=[Mission], activities=[do_nothing],
        workflow_runner=UnsandboxedWorkflowRunner(),
    )  # fmt: skip
    async with worker:
        with measured() as result:
            async with asyncio.TaskGroup() as tasks:
                for number in range(missions):
                    tasks.create_task(one(number))
    report(missions, result)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2])))
    sys.stdout.flush()
    os._exit(0)  # the SDK's threads abort the interpreter while it ends; everything is said by now
