"""Make teams and say who is in them."""

from uuid import UUID

from pilothouse.access.audit.caller import LOCAL, Caller
from pilothouse.access.audit.service import Changes, record
from pilothouse.access.identity.credential_cache import CredentialCache
from pilothouse.access.identity.tables import Team
from pilothouse.access.identity.teams.repository import TeamRepository
from pilothouse.access.identity.teams.schemas import TeamCreate, TeamRead
from pilothouse.access.identity.users.repository import UserRepository
from pilothouse.core.ids import new_id
from pilothouse.core.principal import Principal
from pilothouse.db.engine import Database
from pilothouse.server.envelope import Page


class TeamService:
    """Looks after the teams of an organization."""

    def __init__(self, database: Database, cache: CredentialCache) -> None:
        self._database = database
        self._cache = cache

    async def list(self, who: Principal, limit: int, cursor: str | None = None) -> Page[TeamRead]:
        """Return the organization's teams in the order they were made."""
        async with self._database.transaction(who.organization_id) as session:
            teams = TeamRepository(session)
            rows, next_cursor = await teams.page(who, limit, cursor)
            members = await teams.members_of(row.id for row in rows)
        items = [_read(row, members[row.id]) for row in rows]
        return Page(items=items, next_cursor=next_cursor)

    async def create(self, who: Principal, form: TeamCreate, caller: Caller = LOCAL) -> TeamRead:
        """Make a team.

        Raises:
            NameTaken: there is one of that name.
        """
        row = Team(id=new_id(), organization_id=who.organization_id, name=form.name)
        async with self._database.transaction(who.organization_id) as session:
            await TeamRepository(session).add(row)
            await session.refresh(row)
            changes: Changes = {"name": (None, row.name)}
            await record(session, who, "team.create", ("team", row.id), changes=changes, caller=caller)
        return _read(row, [])

    async def delete(self, who: Principal, team_id: UUID, caller: Caller = LOCAL) -> None:
        """Dissolve a team; its members stay in the organization.

        Raises:
            NotFound: the organization has no such team.
        """
        async with self._database.transaction(who.organization_id) as session:
            row = await TeamRepository(session).get(who, team_id)
            await session.delete(row)
            changes: Changes = {"name": (row.name, None)}
            await record(session, who, "team.delete", ("team", row.id), changes=changes, caller=caller)
        self._cache.forget(lambda principal: team_id in principal.team_ids)

    async def add_member(self, who: Principal, team_id: UUID, user_id: UUID, caller: Caller = LOCAL) -> TeamRead:
        """Put a user of the organization into a team.

        Raises:
            NotFound: the organization has no such team or user.
        """
        return await self._change_member(who, team_id, user_id, caller, joins=True)

    async def remove_member(self, who: Principal, team_id: UUID, user_id: UUID, caller: Caller = LOCAL) -> TeamRead:
        """Take a user out of a team. Raises what `add_member` raises."""
        return await self._change_member(who, team_id, user_id, caller, joins=False)

    async def _change_member(
        self, who: Principal, team_id: UUID, user_id: UUID, caller: Caller, *, joins: bool
    ) -> TeamRead:
        async with self._database.transaction(who.organization_id) as session:
            teams = TeamRepository(session)
            row = await teams.get(who, team_id)
            await UserRepository(session).get(who, user_id)
            if joins:
                await teams.add_member(row, user_id)
            else:
                await teams.remove_member(row, user_id)
            changes: Changes = {"member": (None, str(user_id)) if joins else (str(user_id), None)}
            await record(session, who, "team.update", ("team", row.id), changes=changes, caller=caller)
            members = await teams.members_of([row.id])
        self._cache.forget(lambda principal: principal.user_id == user_id)
        return _read(row, members[row.id])


def _read(row: Team, member_ids: list[UUID]) -> TeamRead:
    return TeamRead(id=row.id, name=row.name, member_ids=member_ids, created_at=row.created_at)
