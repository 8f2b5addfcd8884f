"""Check the codes that people type in, few at a time: six digits are soon guessed otherwise."""

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from pilothouse.access.audit.caller import Caller
from pilothouse.access.identity.parts import AccountParts
from pilothouse.access.identity.second_factor.apps import accept_code
from pilothouse.access.identity.second_factor.errors import TooManyWrongCodes
from pilothouse.access.identity.second_factor.repository import Method, SecondFactorRepository
from pilothouse.access.identity.second_factor.tables import AuthenticatorApp
from pilothouse.access.identity.tables import User

_DIGITS = 6
_WARNING = (
    "Somebody got past the first step of signing in and then guessed codes. If it was not you, change your password."
)


async def check_code(
    session: AsyncSession, parts: AccountParts, user: User, code: str, caller: Caller
) -> Method | None:
    """Return what a code is of, and use it up; nothing when it is wrong, which is counted: commit in either case.

    Wrong codes of the app are counted per user, wherever they come from, because whoever tries them has the password.

    Raises:
        TooManyWrongCodes: the app's codes are not taken for a while.
    """
    digits = "".join(code.split())
    if not (digits.isascii() and digits.isdigit() and len(digits) == _DIGITS):
        used = await SecondFactorRepository(session).use_recovery_code(user.id, code, parts.clock.now())
        return "recovery_code" if used else None
    app, now = await SecondFactorRepository(session).app(user.id), parts.clock.now()
    if app is None or app.added_at is None:
        return None
    _require_room(app, parts, now)
    if accept_code(app, parts, digits, now):
        return "app"
    app.wrong_codes += 1
    app.first_wrong_at = app.first_wrong_at or now
    if app.wrong_codes == parts.settings.failed_logins_limit:
        await parts.tell(session, user, _WARNING, caller)
    return None


def _require_room(app: AuthenticatorApp, parts: AccountParts, now: datetime) -> None:
    if app.first_wrong_at is None:
        return
    wait = app.first_wrong_at + timedelta(seconds=parts.settings.failed_logins_window_s) - now
    if wait <= timedelta():
        app.wrong_codes, app.first_wrong_at = 0, None
    elif app.wrong_codes >= parts.settings.failed_logins_limit:
        raise TooManyWrongCodes(wait.total_seconds())
