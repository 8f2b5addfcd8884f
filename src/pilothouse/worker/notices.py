"""What the room of notifications is given by the rooms above it: people, the audit log, words for signals."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.requests import HTTPConnection

from pilothouse.access.audit.caller import caller_of
from pilothouse.access.audit.service import difference, record
from pilothouse.access.identity.principals import PrincipalRepository
from pilothouse.access.identity.tables import User
from pilothouse.core.principal import Principal
from pilothouse.gateway.budgets.notices import tell_alert
from pilothouse.missions.lifecycle.notices import TOPICS, tell_mission
from pilothouse.notify.signals import Composer

COMPOSERS: Mapping[str, Composer] = {"budget.alert": tell_alert, **dict.fromkeys(TOPICS, tell_mission)}


class People:
    """Finds people's addresses, and asks their roles at the moment of sending."""

    async def addresses(self, session: AsyncSession, user_ids: Collection[UUID], permission: str) -> Mapping[UUID, str]:
        """Return the e-mail of each person who is active and holds a permission; see `notify.parts.Directory`."""
        principals = PrincipalRepository(session)
        users = await session.scalars(
            select(User).where(
                User.id.in_(list(user_ids)), User.kind == "person", User.is_active, User.deleted_at.is_(None)
            )
        )
        return {
            user.id: user.email
            for user in users.all()
            if not permission or (await principals.of_user(user)).may(permission)
        }


async def record_change(
    session: AsyncSession,
    principal: Principal,
    action: str,
    resource: tuple[str, UUID],
    *,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    connection: HTTPConnection,
) -> None:
    """Write the audit log; see `notify.parts.Recorder`."""
    changes = difference(dict(before), dict(after))
    await record(session, principal, action, resource, changes=changes, caller=caller_of(connection))
