"""What people call users, keys and teams, for reports of other rooms that know their ids only."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from pilothouse.access.identity.tables import ApiKey, Team, User
from pilothouse.core.principal import Principal


def shown_name(name: str, kind: str) -> str:
    """Return what people read as the name of a user: a service account is told from a person."""
    return f"{name} (service account)" if kind == "service" else name


async def names_of(session: AsyncSession, who: Principal, identifiers: Collection[UUID]) -> dict[UUID, str]:
    """Return the names of an organization's users, API keys and teams, whichever the ids belong to.

    Those who are gone keep their name as long as their row is kept; an id that nobody has is left out.
    """
    if not identifiers:
        return {}
    users = await session.execute(
        select(User.id, User.name, User.kind).where(
            User.organization_id == who.organization_id, User.id.in_(list(identifiers))
        )
    )
    names = {row.id: shown_name(row.name, row.kind) for row in users}
    for table in (ApiKey, Team):
        rows = await session.execute(
            select(table.id, table.name).where(
                table.organization_id == who.organization_id, table.id.in_(list(identifiers))
            )
        )
        names.update((row.id, row.name) for row in rows)
    return names
