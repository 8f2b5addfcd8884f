"""The log, filtered and read page by page, newest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import ColumnElement, Select, Text, cast, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from pilothouse.access.audit.service import Outcome
from pilothouse.access.audit.tables import AuditEvent
from pilothouse.core.errors import InvalidInput, NotFound
from pilothouse.core.inputs import Moment
from pilothouse.core.principal import Principal
from pilothouse.server.paging import decode_cursor, encode_cursor

_SEARCHED = (
    AuditEvent.actor_email,
    AuditEvent.api_key_name,
    AuditEvent.action,
    AuditEvent.resource,
    AuditEvent.ip_address,
    AuditEvent.request_id,
    cast(AuditEvent.changes, Text),
)


class AuditFilter(BaseModel):
    """Which entries are meant. What is left out does not filter."""

    model_config = ConfigDict(extra="forbid")

    actor_id: UUID | None = Field(default=None, description="The user, or the owner of the key.")
    action: str | None = Field(default=None, max_length=100, description="Its beginning, such as user or user.update.")
    resource: str | None = Field(default=None, max_length=300, description="Its beginning, such as budget:0198.")
    outcome: list[Outcome] = Field(default=[], max_length=3, description="Several are alternatives.")
    since: Moment | None = Field(default=None, description="At or after this time.")
    until: Moment | None = Field(default=None, description="Before this time.")
    q: str | None = Field(default=None, max_length=200, description="Text that any field or change holds.")

    def conditions(self) -> list[ColumnElement[bool]]:
        """Return what rows must fulfil."""
        beginnings = ((AuditEvent.action, self.action), (AuditEvent.resource, self.resource))
        found = [column.startswith(text, autoescape=True) for column, text in beginnings if text]
        if self.actor_id:
            found.append(AuditEvent.actor_id == self.actor_id)
        if self.outcome:
            found.append(AuditEvent.outcome.in_(self.outcome))
        if self.since:
            found.append(AuditEvent.at >= self.since)
        if self.until:
            found.append(AuditEvent.at < self.until)
        if self.q:
            found.append(or_(*(column.icontains(self.q, autoescape=True) for column in _SEARCHED)))
        return found


@dataclass(frozen=True, slots=True)
class AuditListing:
    """Reads the log of one organization."""

    session: AsyncSession

    async def page(
        self, who: Principal, wanted: AuditFilter, limit: int, cursor: str | None
    ) -> tuple[Sequence[AuditEvent], str | None]:
        """Return one page and the cursor of the next.

        Raises:
            InvalidInput: the cursor is not one that this list gave out.
        """
        query = _matching(who, wanted).order_by(AuditEvent.seq.desc()).limit(limit + 1)
        if cursor is not None:
            query = query.where(AuditEvent.seq < _place(cursor))
        rows = (await self.session.scalars(query)).all()
        if len(rows) <= limit:
            return rows, None
        return rows[:limit], encode_cursor(rows[limit - 1].seq)

    async def get(self, who: Principal, entry_id: UUID) -> AuditEvent:
        """Return one entry.

        Raises:
            NotFound: the organization's log has none of that id.
        """
        row = await self.session.scalar(_matching(who, AuditFilter()).where(AuditEvent.id == entry_id))
        if row is None:
            raise NotFound(f"There is no entry {entry_id} in the audit log.")
        return row

    async def count_up_to(self, who: Principal, wanted: AuditFilter, most: int) -> int:
        """Count the entries that match, and no more than `most` of them."""
        rows = _matching(who, wanted).with_only_columns(AuditEvent.id).limit(most)
        return await self.session.scalar(select(func.count()).select_from(rows.subquery())) or 0


def _matching(who: Principal, wanted: AuditFilter) -> Select[Any]:
    mine = AuditEvent.organization_id == who.organization_id, AuditEvent.seq.is_not(None)
    return select(AuditEvent).where(*mine, *wanted.conditions())


def _place(cursor: str) -> int:
    (seq,) = decode_cursor(cursor, 1)
    if not isinstance(seq, int) or abs(seq) >= 2**62:
        raise InvalidInput("The cursor is not one that this list gave out.")
    return seq
