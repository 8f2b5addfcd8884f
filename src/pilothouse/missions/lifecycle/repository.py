"""Questions to the tables of missions."""

from collections.abc import Sequence
from typing import Annotated, Any
from uuid import UUID

import msgspec
from sqlalchemy import ARRAY, Select, Uuid, any_, bindparam, func, literal, or_, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncSession

from pilothouse.core.errors import InvalidInput, NotFound
from pilothouse.core.principal import Principal
from pilothouse.durable.tables import Work
from pilothouse.missions.journal.tables import Mission, MissionFile, MissionStep
from pilothouse.runtime.files.tables import StoredFile
from pilothouse.server.paging import decode_cursor, encode_cursor

SORTS: dict[str, Any] = {
    "created_at": Mission.id,  # version 7 ids sort by time
    "title": Mission.title,
    "cost_usd": Mission.cost_microusd,
    "percent": Mission.percent,
}

# What a cursor of each sort holds beside the id.
_PLACES: dict[str, Any] = {
    "created_at": UUID,
    "title": str,
    "cost_usd": Annotated[int, msgspec.Meta(ge=0, lt=2**62)],
    "percent": float,
}

# Built once: every list asks them, of any number of missions.
_MISSION_IDS = bindparam("mission_ids", type_=ARRAY(Uuid))
_STEPS = select(MissionStep).where(MissionStep.mission_id == any_(_MISSION_IDS), MissionStep.state != "superseded")
_FILES = (
    select(MissionFile.mission_id, StoredFile)
    .join(StoredFile, StoredFile.id == MissionFile.file_id)
    .where(MissionFile.mission_id == any_(_MISSION_IDS))
    .order_by(MissionFile.mission_id, MissionFile.position)
)

MissionAndWork = tuple[Mission, Work]


class MissionRepository:
    """Every query on missions. Row-level security shows one organization's rows only."""

    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    def visible_to(self, principal: Principal) -> Select[Mission, Work]:
        """Select missions the principal may know of, with their work rows."""
        return (
            select(Mission, Work)
            .join(Work, Work.id == Mission.id)
            .where(Mission.organization_id == principal.organization_id, Mission.deleted_at.is_(None))
        )

    async def get(self, principal: Principal, mission_id: UUID) -> MissionAndWork:
        """Return one mission.

        Raises:
            NotFound: no such mission, or somebody else's.
        """
        row = (await self.session.execute(self.visible_to(principal).where(Mission.id == mission_id))).first()
        if row is None:
            raise NotFound(f"There is no mission {mission_id}.")
        return row[0], row[1]

    async def by_idempotency_key(self, principal: Principal, key: str) -> Mission | None:
        """Return the mission that the same user submitted with a key."""
        return await self.session.scalar(
            select(Mission).where(
                Mission.organization_id == principal.organization_id,
                Mission.owner_id == principal.user_id,
                Mission.idempotency_key == key,
            )
        )

    async def page(
        self,
        principal: Principal,
        *,
        states: Sequence[str],
        text: str | None,
        sort: str,
        limit: int,
        cursor: str | None,
    ) -> tuple[list[MissionAndWork], str | None]:
        """Return one page and the cursor of the next.

        Raises:
            InvalidInput: an unknown sort, or a foreign cursor.
        """  # fmt: skip
        query = self._matching(self.visible_to(principal), states, text)
        name, descending = sort.lstrip("-"), sort.startswith("-")
        if name not in SORTS:
            raise InvalidInput(f"Missions sort by {', '.join(SORTS)}, with - in front for descending; not by {sort!r}.")
        place = tuple_(SORTS[name], Mission.id)
        if cursor:
            value, identifier = _place(cursor, name)
            last = tuple_(literal(value, SORTS[name].type), literal(identifier, Mission.id.type))
            query = query.where(place < last if descending else place > last)
        order = [column.desc() if descending else column.asc() for column in (SORTS[name], Mission.id)]
        rows = [(row[0], row[1]) for row in await self.session.execute(query.order_by(*order).limit(limit + 1))]
        if len(rows) <= limit:
            return rows, None
        final = rows[limit - 1][0]
        return rows[:limit], encode_cursor(getattr(final, SORTS[name].key), final.id)

    async def count(self, principal: Principal, *, states: Sequence[str], text: str | None) -> int:
        """Count what `page` pages over."""
        query = self._matching(self.visible_to(principal), states, text)
        return await self.session.scalar(select(func.count()).select_from(query.subquery())) or 0

    async def steps(self, mission_ids: Sequence[UUID]) -> dict[UUID, list[MissionStep]]:
        """Return the steps of missions that still count."""
        rows = await self.session.scalars(_STEPS, {"mission_ids": mission_ids})
        steps: dict[UUID, list[MissionStep]] = {mission_id: [] for mission_id in mission_ids}
        for row in rows:
            steps[row.mission_id].append(row)
        return steps

    async def files(self, mission_ids: Sequence[UUID]) -> dict[UUID, list[StoredFile]]:
        """Return the attached files of missions, in their order."""
        rows = await self.session.execute(_FILES, {"mission_ids": mission_ids})
        files: dict[UUID, list[StoredFile]] = {mission_id: [] for mission_id in mission_ids}
        for mission_id, file in rows:
            files[mission_id].append(file)
        return files

    async def supersede(self, mission_id: UUID, steps: Sequence[str]) -> None:
        """Let steps be run anew: what they left under earlier revisions no longer counts."""
        await self.session.execute(
            update(MissionStep)
            .where(MissionStep.mission_id == mission_id, MissionStep.step.in_(steps))
            .values(state="superseded")
        )

    def _matching(self, query: Select[Mission, Work], states: Sequence[str], text: str | None) -> Select[Mission, Work]:
        if states:
            query = query.where(Work.state.in_(states))
        if text:
            pattern = "%" + text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
            query = query.where(or_(Mission.title.ilike(pattern), Mission.objective.ilike(pattern)))
        return query


def _place(cursor: str, sort: str) -> tuple[Any, UUID]:
    """Read the place that a cursor of a sort stands for."""
    try:
        return msgspec.convert(decode_cursor(cursor, 2), tuple[_PLACES[sort], UUID])
    except msgspec.ValidationError as error:
        raise InvalidInput("The cursor is not one that this list gave out.") from error
