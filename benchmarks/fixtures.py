"""What several benchmarks start from."""

from uuid import UUID

from sqlalchemy import text

from pilothouse.core.ids import new_id
from pilothouse.db.engine import Database


async def make_tenant(database: Database) -> tuple[UUID, UUID]:
    """Insert an organization with one user; return their ids."""
    organization, user = new_id(), new_id()
    async with database.transaction(organization) as session:
        await session.execute(
            text("insert into organization (id, name, slug) values (:id, 'Benchmark', :slug)"),
            {"id": organization, "slug": f"benchmark-{organization}"},
        )
        await session.execute(
            text("insert into user_account (id, organization_id, email, name) values (:id, :org, :email, 'B')"),
            {"id": user, "org": organization, "email": f"{user}@example.com"},
        )
    return organization, user
