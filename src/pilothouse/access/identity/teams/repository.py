"""Questions about teams."""

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError

from pilothouse.access.identity.errors import NameTaken
from pilothouse.access.identity.paging import PagedRepository
from pilothouse.access.identity.tables import Team, TeamMember


class TeamRepository(PagedRepository[Team]):
    """The teams of one organization."""

    table = Team
    noun = "team"

    async def add(self, row: Team) -> Team:
        """Insert a team.

        Raises:
            NameTaken: the organization has one of that name.
        """
        try:
            return await super().add(row)
        except IntegrityError as error:
            raise NameTaken(f"There is a team {row.name} already.") from error

    async def members_of(self, team_ids: Iterable[UUID]) -> dict[UUID, list[UUID]]:
        """Return the ids of members, by team."""
        members: defaultdict[UUID, list[UUID]] = defaultdict(list)
        query = select(TeamMember.team_id, TeamMember.user_id).where(TeamMember.team_id.in_(list(team_ids)))
        for team_id, user_id in await self.session.execute(query.order_by(TeamMember.user_id)):
            members[team_id].append(user_id)
        return members

    async def add_member(self, team: Team, user_id: UUID) -> None:
        """Put a user into a team; one who is in it stays."""
        row = {"organization_id": team.organization_id, "team_id": team.id, "user_id": user_id}
        await self.session.execute(insert(TeamMember).values(row).on_conflict_do_nothing())

    async def remove_member(self, team: Team, user_id: UUID) -> None:
        """Take a user out of a team; one who is not in it stays out."""
        await self.session.execute(
            delete(TeamMember).where(TeamMember.team_id == team.id, TeamMember.user_id == user_id)
        )
