"""Teams of the organization."""

from uuid import UUID

from pilothouse.access.audit.caller import CallerDep
from pilothouse.access.identity.deps import TeamServiceDep
from pilothouse.access.identity.teams.schemas import TeamCreate, TeamRead
from pilothouse.access.identity.users.routes import CanReadUsers, CanWriteUsers
from pilothouse.server.envelope import ApiRouter, Page
from pilothouse.server.paging import Cursor, Limit

router = ApiRouter(prefix="/api/v1/teams", tags=["teams"])


@router.get("")
async def list_teams(
    who: CanReadUsers, teams: TeamServiceDep, limit: Limit = 50, cursor: Cursor = None
) -> Page[TeamRead]:
    """Return the teams of your organization, oldest first."""
    return await teams.list(who, limit, cursor)


@router.post("", status_code=201)
async def create_team(who: CanWriteUsers, form: TeamCreate, teams: TeamServiceDep, caller: CallerDep) -> TeamRead:
    """Make a team."""
    return await teams.create(who, form, caller)


@router.delete("/{team_id}")
async def delete_team(who: CanWriteUsers, team_id: UUID, teams: TeamServiceDep, caller: CallerDep) -> None:
    """Dissolve a team; its members stay in the organization."""
    await teams.delete(who, team_id, caller)


@router.put("/{team_id}/members/{user_id}")
async def add_team_member(
    who: CanWriteUsers, team_id: UUID, user_id: UUID, teams: TeamServiceDep, caller: CallerDep
) -> TeamRead:
    """Put a user into a team."""
    return await teams.add_member(who, team_id, user_id, caller)


@router.delete("/{team_id}/members/{user_id}")
async def remove_team_member(
    who: CanWriteUsers, team_id: UUID, user_id: UUID, teams: TeamServiceDep, caller: CallerDep
) -> TeamRead:
    """Take a user out of a team."""
    return await teams.remove_member(who, team_id, user_id, caller)
