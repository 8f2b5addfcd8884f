"""Try a tool without an agent: the same arguments check, time limit, screen and figures as in a run."""

import time
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import msgspec

from pilothouse.agents.context import Decision
from pilothouse.agents.execution import ToolResult, execute
from pilothouse.agents.registry import Registry
from pilothouse.core.errors import Conflict, PilothouseError
from pilothouse.core.ids import new_id
from pilothouse.core.principal import Principal
from pilothouse.db.engine import Database
from pilothouse.runtime.artifacts.access import RunArtifacts
from pilothouse.runtime.artifacts.schemas import ArtifactRead
from pilothouse.runtime.artifacts.service import ArtifactService
from pilothouse.runtime.files.access import GivenFiles
from pilothouse.runtime.files.service import FileRepository
from pilothouse.runtime.hosting.ending import told
from pilothouse.runtime.registry.schemas import ToolTry, TriedRead
from pilothouse.runtime.runner import AgentRunner
from pilothouse.runtime.statistics.repository import StatisticsRepository, Use
from pilothouse.storage.blobs import BlobStore

BY_HAND = "by_hand"  # in the place of an agent's name


class ConfirmationNeeded(Conflict):
    """The tool wants a person's approval, and the caller has not given it."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} acts on the world, so each call is approved by a person: send `confirmed: true`.")


@dataclass(frozen=True, slots=True)
class _Confirmed:
    """Whoever tries a tool by hand is the person who approves."""

    async def decide(self, tool_name: str, arguments: dict[str, Any], idempotency_key: str) -> Decision:
        del tool_name, arguments, idempotency_key
        return Decision(is_approved=True)


class ToolTrial:
    """Runs single calls of tools. Opens its own transactions: none is open while a tool works."""

    def __init__(self, registry: Registry, runner: AgentRunner, database: Database, blobs: BlobStore) -> None:
        self._registry = registry
        self._runner = runner
        self._database = database
        self._blobs = blobs

    async def run(self, who: Principal, name: str, asked: ToolTry) -> TriedRead:
        """Run one call; a failure of the tool is an answer.

        Raises:
            UnknownTool: there is no such tool.
            ConfirmationNeeded: it wants an approval.
            NotFound: a file is not there.
        """
        tool = self._registry.tool(name)
        if tool.confirm and not asked.confirmed:
            raise ConfirmationNeeded(name)
        async with self._database.transaction(who.organization_id) as session:
            files = await FileRepository(session).all_of(who, list(dict.fromkeys(asked.file_ids)))
        key = f"try:{new_id()}"
        context = await self._runner.context(
            who,
            BY_HAND,
            key,
            files=GivenFiles(files, self._blobs),
            artifacts=RunArtifacts(self._database, self._blobs, who, None, key),
            approvals=_Confirmed(),
        )
        context = context.for_call(name)
        began = time.monotonic()
        error: PilothouseError | None = None
        try:
            result = await execute(tool, asked.arguments, context)
        except PilothouseError as raised:
            error = raised
            result = ToolResult(None, f"Error: {raised.message}", raised.message)
        took_ms = round((time.monotonic() - began) * 1000)
        async with self._database.transaction(who.organization_id) as session:
            await StatisticsRepository(session).note(who.organization_id, [Use("tool", name, error is None, took_ms)])
        artifacts = ArtifactService(self._database, self._blobs)
        return TriedRead(
            ok=error is None,
            output=result.output,
            text=result.text,
            summary=result.summary,
            duration_ms=took_ms,
            artifacts=[ArtifactRead.of(await artifacts.get(who, UUID(ref.id))) for ref in context.trace.artifacts],
            citations=[msgspec.to_builtins(each) for each in context.trace.citations],
            navigate=context.trace.navigate,
            error=told(error) if error else None,
        )
