"""Show people where they are signed in, and sign them out."""

from uuid import UUID

from pilothouse.access.audit.caller import LOCAL, Caller
from pilothouse.access.audit.service import record
from pilothouse.access.identity.devices.device import device_of
from pilothouse.access.identity.devices.repository import DeviceRepository
from pilothouse.access.identity.devices.schemas import LoginSessionRead
from pilothouse.access.identity.parts import AccountParts
from pilothouse.access.identity.tables import LoginSession
from pilothouse.access.identity.users.repository import UserRepository
from pilothouse.core.principal import Principal
from pilothouse.server.envelope import Page


class DeviceService:
    """Looks after the login sessions of the user who asks."""

    def __init__(self, parts: AccountParts) -> None:
        self._parts = parts

    async def list(self, who: Principal, limit: int, cursor: str | None = None) -> Page[LoginSessionRead]:
        """Return the login sessions that go on, newest first."""
        async with self._parts.database.transaction(who.organization_id) as session:
            devices = DeviceRepository(session)
            running = devices.running(who, self._parts.clock.now())
            rows, next_cursor = await devices.page_of(running, limit, cursor)
        return Page(items=[_read(row, who) for row in rows], next_cursor=next_cursor)

    async def end(self, who: Principal, session_id: UUID, caller: Caller = LOCAL) -> None:
        """End one login session, at once; its access tokens with it.

        Raises:
            NotFound: the user has none of this id that goes on.
        """
        async with self._parts.database.transaction(who.organization_id) as session:
            row = await DeviceRepository(session).get(who, session_id)
            row.revoked_at, row.revoked_reason = self._parts.clock.now(), "ended"
            await record(session, who, "login_session.end", ("login_session", row.id), caller=caller)
        self._parts.cache.forget(lambda principal: principal.session_id == session_id)

    async def end_all(self, who: Principal, caller: Caller = LOCAL) -> int:
        """End every login session of the user, this one too; return how many."""
        async with self._parts.database.transaction(who.organization_id) as session:
            users = UserRepository(session)
            ended = await users.end_login_sessions(who.user_id, self._parts.clock.now(), "ended")
            await record(session, who, "login_session.end_all", ("user", who.user_id), caller=caller)
        self._parts.cache.forget(lambda known: known.user_id == who.user_id and known.session_id is not None)
        return ended


def _read(row: LoginSession, who: Principal) -> LoginSessionRead:
    return LoginSessionRead(
        id=row.id,
        device=device_of(row.user_agent),
        ip_address=row.ip_address,
        created_at=row.created_at,
        last_used_at=row.rotated_at,
        expires_at=row.expires_at,
        is_current=row.id == who.session_id,
    )
