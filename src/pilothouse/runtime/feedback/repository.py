"""Questions and orders to the rows of feedback, in the caller's transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert

from pilothouse.core.ids import new_id
from pilothouse.core.principal import Principal
from pilothouse.db.repository import Repository
from pilothouse.runtime.feedback.tables import Feedback


@dataclass(frozen=True, slots=True)
class Opinion:
    """What all people think of an agent or tool; `stars` is the mean of those who gave some."""

    n: int
    up: int
    down: int
    stars: float | None


class FeedbackRepository(Repository[Feedback]):
    """Feedback of one organization."""

    table = Feedback
    noun = "feedback"

    async def put(self, row: Feedback) -> Feedback:
        """Write what somebody thinks of a subject, in the place of what they thought before."""
        values = {
            name: getattr(row, name)
            for name in (
                "organization_id", "run_id", "user_id", "subject", "subject_id", "name", "thumb", "stars", "comment"
            )
        }  # fmt: skip
        opinion = {name: values[name] for name in ("thumb", "stars", "comment")}
        return (
            await self.session.scalars(
                insert(Feedback)
                .values(id=new_id(), **values)
                .on_conflict_do_update(constraint="uq_feedback_once", set_={**opinion, "updated_at": func.now()})
                .returning(Feedback),
                execution_options={"populate_existing": True},
            )
        ).one()

    async def of_run(self, who: Principal, run_id: UUID) -> Sequence[Feedback]:
        """Return what somebody thinks of a run and its parts."""
        query = self.visible_to(who).where(Feedback.run_id == run_id, Feedback.user_id == who.user_id)
        return (await self.session.scalars(query.order_by(Feedback.id))).all()

    async def take_back(self, who: Principal, run_id: UUID, subject: str, subject_id: str) -> None:
        """Forget what somebody thinks of a subject."""
        await self.session.execute(
            delete(Feedback).where(
                Feedback.run_id == run_id,
                Feedback.user_id == who.user_id,
                Feedback.subject == subject,
                Feedback.subject_id == subject_id,
            )
        )

    async def opinions(self, who: Principal, subjects: Sequence[str]) -> dict[str, Opinion]:
        """Return what people of an organization think, by name of the agent or tool."""
        query = (
            select(
                Feedback.name,
                func.count(),
                func.count().filter(Feedback.thumb == "up"),
                func.count().filter(Feedback.thumb == "down"),
                func.avg(Feedback.stars),
            )
            .where(Feedback.organization_id == who.organization_id, Feedback.subject.in_(subjects))
            .group_by(Feedback.name)
        )
        rows = await self.session.execute(query)
        return {
            name: Opinion(n, up, down, None if stars is None else round(float(stars), 2))
            for name, n, up, down, stars in rows
        }
