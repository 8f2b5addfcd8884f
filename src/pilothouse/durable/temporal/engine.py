"""The other half: an activity that runs one step, and a dispatcher that turns queued rows into woken workflows."""

import asyncio
from collections.abc import AsyncGenerator, Iterable
from contextlib import asynccontextmanager, suppress
from uuid import UUID

from sqlalchemy import text
from temporalio import activity
from temporalio.client import Client
from temporalio.common import WorkflowIDConflictPolicy
from temporalio.service import RPCError
from temporalio.worker import Worker

from pilothouse.core.errors import Unavailable
from pilothouse.core.telemetry import bound_contextvars, get_logger
from pilothouse.db.engine import Database
from pilothouse.db.listen import Listener
from pilothouse.durable.attempt import Attempt, Fenced, Handler, Outcome
from pilothouse.durable.lease import Lease
from pilothouse.durable.settings import DurableSettings
from pilothouse.durable.temporal.workflow import WorkWorkflow

log = get_logger(__name__)

_HEARTBEAT_S = 2.0
_CLAIM_ONE = text("select * from durable_claim_one(:work, :runner)")
_DUE = text("select work_id from durable_due_elsewhere('temporal', :at_most)")
_AT_ONCE = 200


class TemporalEngine:
    """Runs work as Temporal workflows. Claims, fences and results are the same rows as with the embedded engine."""

    def __init__(
        self,
        database: Database,
        listener: Listener,
        lease: Lease,
        handlers: Iterable[Handler],
        settings: DurableSettings,
    ) -> None:
        self._database = database
        self._lease = lease
        self._handlers = {handler.kind: handler for handler in handlers}
        self._settings = settings
        self._wake = asyncio.Event()
        listener.subscribe("pilothouse_work_elsewhere", lambda _payload: self._wake.set())
        listener.on_gap(self._wake.set)

    @asynccontextmanager
    async def running(self) -> AsyncGenerator[None]:
        """Serve the task queue and dispatch queued rows meanwhile.

        Raises:
            Unavailable: the Temporal frontend does not answer.
        """
        settings = self._settings
        try:
            client = await Client.connect(settings.temporal_address, namespace=settings.temporal_namespace)
        except (RPCError, RuntimeError) as error:
            raise Unavailable(
                f"Temporal does not answer at {settings.temporal_address}. Start it, or set "
                "PILOTHOUSE_DURABLE_ENGINE=embedded."
            ) from error
        worker = Worker(
            client,
            task_queue=settings.temporal_task_queue,
            workflows=[WorkWorkflow],
            activities=[self.advance],
            max_concurrent_activities=settings.concurrency,
        )
        async with worker:
            dispatch = asyncio.create_task(self._dispatch_forever(client))
            try:
                yield
            finally:
                dispatch.cancel()
                with suppress(asyncio.CancelledError):
                    await dispatch

    @activity.defn(name="pilothouse.advance")
    async def advance(self, work_id: str) -> str:
        """Claim the row and run exactly one step; a row that is not queued or running is parked or done."""
        attempt = await self._claim(UUID(work_id))
        if attempt is None:
            return Outcome.PARKED
        heartbeat = asyncio.create_task(_beat())
        try:
            with bound_contextvars(request_id=work_id, kind=attempt.kind):
                return await self._handlers[attempt.kind].advance(attempt)
        except Fenced:
            return Outcome.PARKED
        finally:
            heartbeat.cancel()

    async def _claim(self, work_id: UUID) -> Attempt | None:
        async with self._database.transaction() as session:
            parameters = {"work": work_id, "runner": self._lease.process_id}
            row = (await session.execute(_CLAIM_ONE, parameters)).one_or_none()
        if row is None:
            return None
        return Attempt(self._database, work_id, row.organization_id, row.kind, row.epoch, row.attempts, lambda: True)

    async def _dispatch_forever(self, client: Client) -> None:
        while True:
            self._wake.clear()
            try:
                await self._dispatch(client)
            except (RPCError, Unavailable) as error:
                log.warning("dispatch_interrupted", error=str(error))
            with suppress(TimeoutError):
                async with asyncio.timeout(self._settings.poll_s):
                    await self._wake.wait()

    async def _dispatch(self, client: Client) -> None:
        """Start or wake the workflow of each queued row. Doing it twice changes nothing."""
        async with self._database.transaction() as session:
            due = (await session.scalars(_DUE, {"at_most": _AT_ONCE})).all()
        for work_id in due:
            await client.start_workflow(
                WorkWorkflow.run,
                str(work_id),
                id=f"pilothouse-{work_id}",
                task_queue=self._settings.temporal_task_queue,
                id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
                start_signal="wake",
            )


async def _beat() -> None:
    while True:
        activity.heartbeat()
        await asyncio.sleep(_HEARTBEAT_S)
