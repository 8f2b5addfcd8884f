"""Taking feedback. The caller's transaction is the use case's transaction."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from pilothouse.core.errors import NotFound
from pilothouse.core.principal import Principal
from pilothouse.runtime.feedback.repository import FeedbackRepository
from pilothouse.runtime.feedback.schemas import FeedbackPut
from pilothouse.runtime.feedback.tables import Feedback
from pilothouse.runtime.runs.repository import RunRepository
from pilothouse.runtime.runs.tables import AgentRun


class FeedbackService:
    """One word per person and subject, on runs that the person can see."""

    def __init__(self, session: AsyncSession) -> None:
        self._feedback = FeedbackRepository(session)
        self._runs = RunRepository(session)

    async def put(self, who: Principal, run_id: UUID, given: FeedbackPut) -> Feedback:
        """Write or change what somebody thinks.

        Raises:
            NotFound: no such run, or no such tool call in it.
        """
        run = await self._runs.get(who, run_id)
        row = Feedback(
            organization_id=who.organization_id,
            run_id=run_id,
            user_id=who.user_id,
            subject=given.subject,
            subject_id=given.subject_id or "",
            name=await self._name(run, given),
            thumb=given.thumb,
            stars=given.stars,
            comment=(given.comment or "").strip() or None,
        )
        return await self._feedback.put(row)

    async def of_run(self, who: Principal, run_id: UUID) -> Sequence[Feedback]:
        """Return one's own feedback on a run and its parts."""
        await self._runs.get(who, run_id)
        return await self._feedback.of_run(who, run_id)

    async def take_back(self, who: Principal, run_id: UUID, subject: str, subject_id: str) -> None:
        """Forget what somebody thinks of a subject; nothing happens when there is nothing."""
        await self._runs.get(who, run_id)
        await self._feedback.take_back(who, run_id, subject, subject_id)

    async def _name(self, run: AgentRun, given: FeedbackPut) -> str:
        """Return what the figures count the feedback for: the agent, or the tool that was called."""
        if given.subject != "tool_call":
            return run.agent
        name = await self._runs.tool_of_call(run.id, given.subject_id or "")
        if name is None:
            raise NotFound(f"This run has no tool call {given.subject_id!r}.")
        return name
