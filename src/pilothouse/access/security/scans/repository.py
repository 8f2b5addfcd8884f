"""Queries over scans."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select, tuple_

from pilothouse.access.security.scans.tables import SecurityScan
from pilothouse.core.principal import Principal
from pilothouse.db.repository import Repository
from pilothouse.server.paging import decode_place, encode_cursor

_PLACE = (SecurityScan.created_at, SecurityScan.id)


class ScanRepository(Repository[SecurityScan]):
    """Scans of an organization."""

    table = SecurityScan
    noun = "scan"

    async def page(self, who: Principal, limit: int, cursor: str | None) -> tuple[Sequence[SecurityScan], str | None]:
        """Return a page, newest first, and the cursor of the next."""
        rows = self.visible_to(who).order_by(*(column.desc() for column in _PLACE))
        if cursor is not None:
            rows = rows.where(tuple_(*_PLACE) < tuple_(*decode_place(cursor)))
        found = (await self.session.scalars(rows.limit(limit + 1))).all()
        last = found[limit - 1] if len(found) > limit else None
        return found[:limit], encode_cursor(last.created_at, last.id) if last else None

    async def skills(self, who: Principal) -> dict[str, list[tuple[datetime, dict[str, Any]]]]:
        """Return by skill when it was scanned, and what was kept of its trust; oldest first."""
        rows = (
            select(SecurityScan.created_at, SecurityScan.skills)
            .where(SecurityScan.organization_id == who.organization_id, SecurityScan.skills != [])
            .order_by(*_PLACE)
        )
        found: dict[str, list[tuple[datetime, dict[str, Any]]]] = {}
        for at, skills in await self.session.execute(rows):
            for skill in skills:
                found.setdefault(skill["name"], []).append((at, skill))
        return found
