"""Queries over limits."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from pilothouse.core.principal import Principal
from pilothouse.db.repository import Repository
from pilothouse.gateway.limits.errors import LimitExists
from pilothouse.gateway.limits.tables import CallLimit


class LimitRepository(Repository[CallLimit]):
    """Limits of an organization."""

    table = CallLimit
    noun = "limit"

    async def insert(self, limit: CallLimit) -> CallLimit:
        """Insert a limit.

        Raises:
            LimitExists: its scope has one.
        """
        try:
            async with self.session.begin_nested():
                self.session.add(limit)
        except IntegrityError as error:
            raise LimitExists(f"{limit.scope_kind} {limit.scope_id}") from error
        await self.session.refresh(limit)
        return limit

    async def listed(self, principal: Principal, scope_kind: str | None, scope_id: str | None) -> Sequence[CallLimit]:
        """Return limits, newest last, of one kind or scope where that is given."""
        rows = self.visible_to(principal).order_by(CallLimit.created_at, CallLimit.id)
        if scope_kind:
            rows = rows.where(CallLimit.scope_kind == scope_kind)
        if scope_id:
            rows = rows.where(CallLimit.scope_id == scope_id)
        return (await self.session.scalars(rows)).all()

    async def now(self) -> datetime:
        """Return this moment by the clock that token buckets refill by."""
        return (await self.session.execute(select(func.gateway_now()))).scalar_one()
