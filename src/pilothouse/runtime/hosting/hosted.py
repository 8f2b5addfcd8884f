"""One run at work in this process, from its first model call to the transaction that ends it."""

import asyncio
import time
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from pilothouse.agents.errors import RunParked
from pilothouse.agents.events import Completed, ToolFinished
from pilothouse.agents.model import Model
from pilothouse.core.errors import PilothouseError, Unavailable
from pilothouse.core.principal import Principal
from pilothouse.core.telemetry import bound_contextvars, get_logger
from pilothouse.db.engine import Database
from pilothouse.gateway.calls.service import CallContext, Gateway, GatewayModel
from pilothouse.live.log import LoggedEvent
from pilothouse.llm.messages import Usage
from pilothouse.runtime.approvals.gate import Gate
from pilothouse.runtime.approvals.hold import Hold
from pilothouse.runtime.artifacts.access import RunArtifacts
from pilothouse.runtime.files.access import GivenFiles
from pilothouse.runtime.files.service import FileRepository
from pilothouse.runtime.hosting.continuing import BoundedModel, ContinuingModel
from pilothouse.runtime.hosting.ending import Ender, told
from pilothouse.runtime.hosting.mending import MendingModel
from pilothouse.runtime.hosting.outbox import Outbox
from pilothouse.runtime.hosting.parked import RunFence
from pilothouse.runtime.hosting.request import RunEnd, RunParts, RunSource, StoredRequest
from pilothouse.runtime.hosting.transcript import TEXT, Transcript
from pilothouse.runtime.runner import AgentRunner, AgentTask, AgentWork
from pilothouse.runtime.runs import states
from pilothouse.runtime.runs.errors import RunFenced, RunLost
from pilothouse.runtime.runs.recorder import RunRecorder, load_calls
from pilothouse.runtime.runs.store import RunStore
from pilothouse.runtime.runs.tables import AgentRun
from pilothouse.runtime.settings import RuntimeSettings
from pilothouse.runtime.statistics.repository import Use
from pilothouse.storage.blobs import BlobStore

log = get_logger(__name__)

Why: TypeAlias = Literal["stop", "shutdown", "fenced"]
_RETRY_S = 0.5


@dataclass(frozen=True, slots=True)
class Hosting:
    """What a process needs to host runs."""

    database: Database
    store: RunStore
    runner: AgentRunner
    gateway: Gateway
    blobs: BlobStore
    ender: Ender
    hold: Hold
    settings: RuntimeSettings


class HostedRun:
    """A run that this process is at work on, whoever reads it."""

    def __init__(
        self, hosting: Hosting, run: AgentRun, who: Principal, source: RunSource, shown: list[LoggedEvent]
    ) -> None:
        """Take a run.

        Args:
            hosting: this process.
            run: its row, under the epoch of this process.
            who: on whose behalf it works.
            source: the room that started it.
            shown: events of its stream so far; the last of them begin this hosting.
        """
        self.run = run
        coalesce_s = hosting.settings.coalesce_ms / 1000
        self.outbox = Outbox(hosting.store, hosting.database, run, coalesce_s, lambda: self.cancel("stop"))
        self.outbox.show(shown)
        self.ended_as: str | None = None
        self.end_seq: int | None = None
        self.readers = 0
        self.unread_since = time.monotonic()
        self._hosting = hosting
        self._who = who
        self._source = source
        self._request = StoredRequest.of(run)
        self._transcript = Transcript(shown)
        self._began = time.monotonic()
        self._first_token_ms: int | None = run.first_token_ms
        self._uses: list[Use] = []
        self._completed: Completed | None = None
        self._work: AgentWork | None = None
        self._agent: asyncio.Task[None] | None = None
        self._why: Why | None = None

    def cancel(self, why: Why) -> None:
        """End the agent's work; the run's row is written as the reason has it."""
        self._why = self._why or why
        if self._agent is not None:
            self._agent.cancel()

    async def read(self, after: int) -> AsyncGenerator[LoggedEvent]:
        """Yield the run's events after a seq; whoever reads keeps it at work."""
        self.readers += 1
        try:
            async with aclosing(self.outbox.read(after)) as events:
                async for event in events:
                    yield event
        finally:
            self.readers -= 1
            self.unread_since = time.monotonic()

    async def host(self) -> None:
        """Let the agent work, then write how it ended. Raises nothing: what goes wrong is the run's end."""
        pump = asyncio.create_task(self.outbox.pump())
        with bound_contextvars(run_id=str(self.run.id)):
            try:
                self._agent = asyncio.create_task(self._run_agent())
                if self._why is not None:  # it was stopped before it began
                    self._agent.cancel()
                await asyncio.wait({self._agent, pump}, return_when=asyncio.FIRST_COMPLETED)
                if pump.done():
                    self.cancel("fenced")
                await asyncio.wait({self._agent})
                drained = asyncio.create_task(self.outbox.drain())
                await asyncio.wait({drained, pump}, return_when=asyncio.FIRST_COMPLETED)
                drained.cancel()
                await self._end(_failure(self._agent), is_fenced=pump.done())
            finally:
                pump.cancel()
                await asyncio.gather(pump, return_exceptions=True)
                self.outbox.close()

    async def _run_agent(self) -> None:
        run, hosting = self.run, self._hosting
        parts = await self._source.parts(run, self._who)
        is_new = run.epoch == 1
        known = {} if is_new else await load_calls(hosting.database, run.organization_id, run.id)
        work = self._work = await hosting.runner.open(await self._task(parts, known))
        async with aclosing(work.events()) as events:
            async for event in events:
                if isinstance(event, Completed):
                    self._completed = event
                if isinstance(event, ToolFinished) and not event.is_replayed:
                    took_ms = round(event.duration_s * 1000)
                    self._uses.append(Use("tool", event.name, event.ok, took_ms, run_id=run.id))
                if said := self._transcript.hear(event):
                    if self._first_token_ms is None and any(each.type == TEXT for each in said):
                        self._first_token_ms = self._elapsed_ms()
                    self.outbox.add(said, self._first_token_ms)

    async def _task(self, parts: RunParts, known: dict[str, dict[str, Any]]) -> AgentTask:
        run, who, asked, hosting = self.run, self._who, self._request, self._hosting
        recorder = RunRecorder(hosting.store, run.id, run.organization_id, run.epoch, known)
        artifacts = RunArtifacts(hosting.database, hosting.blobs, who, run.id, str(run.id))
        return AgentTask(
            agent=run.agent,
            messages=tuple(parts.messages) if parts.messages is not None else asked.messages,
            principal=who,
            call=CallContext(who, str(run.id), conversation_id=run.conversation_id, agent=run.agent),
            files=parts.files or await self._files(),
            artifacts=parts.artifacts or artifacts,
            approvals=Gate(hosting.database, who, run.agent, {"run_id": run.id}, RunFence(run), hosting.hold),
            recorder=recorder,
            idempotency_key=str(run.id),
            tools=asked.tools,
            model=asked.model,
            arguments=asked.arguments,
            timeout_s=asked.timeout_s,
            context=parts.context,
            around=self._around,
        )

    async def _files(self) -> GivenFiles:
        files = []
        if self._request.file_ids:
            async with self._hosting.database.transaction(self.run.organization_id) as session:
                files = await FileRepository(session).all_of(self._who, self._request.file_ids)
        return GivenFiles(files, self._hosting.blobs)

    def _around(self, model: GatewayModel) -> Model:
        inner: GatewayModel | BoundedModel = model
        if self._request.max_cost_microusd is not None:
            inner = BoundedModel(
                model,
                self._request.max_cost_microusd,
                self._estimate,
                self._hosting.gateway.settings.default_max_output_tokens,
                self.run.cost_microusd,
            )
        mending = MendingModel(inner)
        return mending if self.run.epoch == 1 else ContinuingModel(mending, lambda: self._transcript.unconfirmed)

    async def _estimate(self, model: str, input_tokens: int, output_tokens: int) -> int:
        call = CallContext(self._who, str(self.run.id))
        return await self._hosting.gateway.estimate_microusd(call, input_tokens, output_tokens, model)

    async def _end(self, failure: BaseException | None, *, is_fenced: bool) -> None:
        if is_fenced or self._why == "fenced" or isinstance(failure, RunFenced):
            log.info("run_fenced", epoch=self.run.epoch)
            return
        events = self._transcript.close() if failure is None else []
        end = self._how(failure)
        if end.state != states.COMPLETED:
            await self._hosting.gateway.settled()  # a call that was cut off is booked a moment later
        while True:
            try:
                written = await self._hosting.ender.end(self.run, end, events, self._uses)
            except Unavailable as error:
                log.warning("run_end_waits", error=str(error))
                await asyncio.sleep(_RETRY_S)
            else:
                if written:
                    self.ended_as, self.end_seq = end.state, written[-1].seq
                    self.outbox.show(written)
                return

    def _how(self, failure: BaseException | None) -> RunEnd:
        """Describe how the agent's work ended."""
        state, error = self._outcome(failure)
        done = self._completed if state == states.COMPLETED else None
        settled = self._work.model.settled if self._work else []
        return RunEnd(
            state=state,
            text=self._transcript.text,
            answer=done.text if done else None,
            messages=done.messages if done else (),
            tools=tuple(self._transcript.tools),
            usage=done.usage if done else Usage(),
            model=settled[-1].model if settled else None,
            error=error,
            first_token_ms=self._first_token_ms,
            duration_ms=(self.run.duration_ms or 0) + self._elapsed_ms(),
        )

    def _outcome(self, failure: BaseException | None) -> tuple[str, dict[str, Any] | None]:
        if failure is None and self._completed is not None:
            return states.COMPLETED, None
        if isinstance(failure, RunParked):
            return states.WAITING, None
        if isinstance(failure, asyncio.CancelledError):
            return (states.STOPPED, None) if self._why == "stop" else (states.INTERRUPTED, told(RunLost()))
        if isinstance(failure, PilothouseError):
            return states.FAILED, told(failure)
        log.error("run_crashed", exc_info=failure)
        return states.FAILED, told(RunCrashed())

    def _elapsed_ms(self) -> int:
        return round((time.monotonic() - self._began) * 1000)


class RunCrashed(PilothouseError):
    """The agent's own code, or ours, broke."""

    code = "agent_crashed"

    def __init__(self) -> None:
        super().__init__("The agent stopped with an internal error. The log has the details under the run's id.")


def _failure(task: "asyncio.Task[None]") -> BaseException | None:
    return asyncio.CancelledError() if task.cancelled() else task.exception()
