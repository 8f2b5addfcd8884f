"""Where you are signed in."""

from uuid import UUID

from pilothouse.access.audit.caller import CallerDep
from pilothouse.access.identity.deps import DeviceServiceDep, SignedInPerson
from pilothouse.access.identity.devices.schemas import LoginSessionRead, LoginSessionsEnded
from pilothouse.access.identity.sessions.answers import AnswersDep
from pilothouse.server.envelope import ApiRouter, Page
from pilothouse.server.paging import Cursor, Limit

router = ApiRouter(prefix="/api/v1/auth/sessions", tags=["auth"])


@router.get("")
async def list_login_sessions(
    who: SignedInPerson, devices: DeviceServiceDep, limit: Limit = 50, cursor: Cursor = None
) -> Page[LoginSessionRead]:
    """Return where you are signed in, newest first."""
    return await devices.list(who, limit, cursor)


@router.delete("")
async def end_login_sessions(
    who: SignedInPerson, devices: DeviceServiceDep, answers: AnswersDep, caller: CallerDep
) -> LoginSessionsEnded:
    """Sign out everywhere, here too. API keys go on working."""
    ended = await devices.end_all(who, caller)
    answers.take()
    return LoginSessionsEnded(ended=ended)


@router.delete("/{session_id}")
async def end_login_session(
    who: SignedInPerson, session_id: UUID, devices: DeviceServiceDep, caller: CallerDep
) -> None:
    """End one login session, at once."""
    await devices.end(who, session_id, caller)
