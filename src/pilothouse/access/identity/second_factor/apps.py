"""Add an authenticator app, in the caller's transaction: when signed in, or on the way in."""

from datetime import datetime

from pydantic import SecretStr
from sqlalchemy.ext.asyncio import AsyncSession

from pilothouse.access.identity.parts import AccountParts
from pilothouse.access.identity.second_factor.errors import AppAddedAlready, NoAppToConfirm, WrongCode
from pilothouse.access.identity.second_factor.repository import SecondFactorRepository
from pilothouse.access.identity.second_factor.schemas import AppSetUp
from pilothouse.access.identity.second_factor.tables import AuthenticatorApp
from pilothouse.access.identity.second_factor.totp import new_secret, qr_svg, step_of, uri_of
from pilothouse.access.identity.tables import User


async def begin_app(session: AsyncSession, parts: AccountParts, user: User) -> AppSetUp:
    """Make the secret of a new app. One that was begun before and not confirmed is replaced.

    Raises:
        AppAddedAlready: the user has an app.
    """
    app = await SecondFactorRepository(session).app(user.id)
    if app is not None and app.added_at is not None:
        raise AppAddedAlready
    secret = new_secret()
    if app is None:
        app = AuthenticatorApp(organization_id=user.organization_id, user_id=user.id)
        session.add(app)
    app.sealed = parts.seal.close(secret, _place(app))
    await session.flush()
    uri = uri_of(secret, user.email)
    return AppSetUp(secret=secret.get_secret_value(), uri=uri, qr_svg=qr_svg(uri))


async def confirm_app(session: AsyncSession, parts: AccountParts, user: User, code: str) -> None:
    """Believe that the app has the secret, for it shows the right code.

    Raises:
        NoAppToConfirm: none was begun, or it was confirmed.
        WrongCode: it does not.
    """
    app, now = await SecondFactorRepository(session).app(user.id), parts.clock.now()
    if app is None or app.added_at is not None:
        raise NoAppToConfirm
    app.last_step = step_of(secret_of(app, parts), code, now, after=None)
    if app.last_step is None:
        raise WrongCode
    app.added_at = now


def accept_code(app: AuthenticatorApp, parts: AccountParts, code: str, now: datetime) -> bool:
    """Tell whether a code of an app is right, and remember it: it is never accepted again."""
    step = step_of(secret_of(app, parts), code, now, after=app.last_step)
    if step is not None:
        app.last_step, app.wrong_codes, app.first_wrong_at = step, 0, None
    return step is not None


def secret_of(app: AuthenticatorApp, parts: AccountParts) -> SecretStr:
    """Open the secret of an app."""
    return parts.seal.open(app.sealed, _place(app))


def _place(app: AuthenticatorApp) -> str:
    return f"{app.organization_id}/authenticator_app/{app.user_id}"
