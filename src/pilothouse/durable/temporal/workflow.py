"""The workflow. Deterministic: it imports nothing of ours, and Temporal's sandbox forbids the environment here."""

import asyncio
from datetime import timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy

STEPS_PER_RUN = 500  # then a new run starts, so that no history grows without end
_WAKE_ANYWAY = timedelta(minutes=1)  # a lost wake delays work by this much, and loses nothing
_LONGEST_STEP = timedelta(minutes=15)
_HEARTBEAT = timedelta(seconds=10)  # a worker that is silent this long is taken for dead
_RETRY = RetryPolicy(maximum_interval=timedelta(seconds=30))


@workflow.defn(name="pilothouse.work")
class WorkWorkflow:
    """Advances one piece of work until it is done; waits for `wake` while it is parked."""

    def __init__(self) -> None:
        self._is_woken = False

    @workflow.signal
    def wake(self) -> None:
        """Say that the row is queued again: approved, resumed, edited, retried, or due."""
        self._is_woken = True

    @workflow.run
    async def run(self, work_id: str) -> None:
        """Loop over `advance`."""
        for _ in range(STEPS_PER_RUN):
            self._is_woken = False
            outcome: str = await workflow.execute_activity(
                "pilothouse.advance",
                work_id,
                result_type=str,
                start_to_close_timeout=_LONGEST_STEP,
                heartbeat_timeout=_HEARTBEAT,
                retry_policy=_RETRY,
            )
            if outcome == "done":
                return
            if outcome == "parked":
                await self._wait()
        workflow.continue_as_new(work_id)

    async def _wait(self) -> None:
        try:
            await workflow.wait_condition(lambda: self._is_woken, timeout=_WAKE_ANYWAY)
        except asyncio.TimeoutError:  # noqa: UP041 - the name that Temporal documents
            return
