"""One's own second factors, and an administrator's way to remove somebody's whose devices are lost."""

from uuid import UUID

from pilothouse.access.audit.caller import LOCAL, Caller
from pilothouse.access.audit.service import record
from pilothouse.access.identity.errors import CannotChangeYourself
from pilothouse.access.identity.parts import AccountParts
from pilothouse.access.identity.permissions import require_grantable
from pilothouse.access.identity.principals import PrincipalRepository
from pilothouse.access.identity.second_factor.apps import begin_app, confirm_app
from pilothouse.access.identity.second_factor.changes import APP, factor_added, factor_removed
from pilothouse.access.identity.second_factor.confirmation import require_own_hand
from pilothouse.access.identity.second_factor.repository import SecondFactorRepository
from pilothouse.access.identity.second_factor.schemas import AppSetUp, RecoveryCodes, SecondFactorRead
from pilothouse.access.identity.users.repository import UserRepository
from pilothouse.core.errors import Conflict, NotFound
from pilothouse.core.principal import Principal


class SecondFactorService:
    """Looks after the second factors of the user who asks."""

    def __init__(self, parts: AccountParts) -> None:
        self._parts = parts

    async def read(self, who: Principal) -> SecondFactorRead:
        """Return what the user has."""
        async with self._parts.database.transaction(who.organization_id) as session:
            factors = SecondFactorRepository(session)
            user = await UserRepository(session).get(who, who.user_id)
            app = await factors.app(user.id)
            return SecondFactorRead(
                app_added_at=app.added_at if app else None,
                passkeys=await factors.passkey_count(user.id),
                recovery_codes_left=await factors.recovery_codes_left(user.id),
                is_required=await factors.is_required(user.organization_id),
                has_password=user.password_hash is not None,
            )

    async def set_up_app(self, who: Principal, password: str | None, caller: Caller = LOCAL) -> AppSetUp:
        """Begin an authenticator app.

        Raises:
            WrongPassword, TooManyFailedLogins, SignInAgain: it is not certain that it is the user who asks.
            AppAddedAlready: there is one.
        """
        await require_own_hand(self._parts, who, password, caller)
        async with self._parts.database.transaction(who.organization_id) as session:
            user = await UserRepository(session).get(who, who.user_id)
            return await begin_app(session, self._parts, user)

    async def confirm_app(self, who: Principal, code: str, caller: Caller = LOCAL) -> RecoveryCodes:
        """Add the app that was begun, when it shows the right code.

        Raises:
            NoAppToConfirm, WrongCode: none waits, or the code is another one's.
        """
        async with self._parts.database.transaction(who.organization_id) as session:
            user = await UserRepository(session).get(who, who.user_id)
            await confirm_app(session, self._parts, user, code)
            codes = await factor_added(session, self._parts, who, user, APP, caller)
        return RecoveryCodes(recovery_codes=codes)

    async def remove_app(self, who: Principal, password: str | None, caller: Caller = LOCAL) -> None:
        """Remove the authenticator app.

        Raises:
            WrongPassword, TooManyFailedLogins, SignInAgain: it is not certain that it is the user who asks.
            NotFound: there is none.
            SecondFactorRequired: the organization wants one and there is no other.
        """
        await require_own_hand(self._parts, who, password, caller)
        async with self._parts.database.transaction(who.organization_id) as session:
            user = await UserRepository(session).get(who, who.user_id)
            if not await SecondFactorRepository(session).remove_app(user.id):
                raise NotFound("You have no authenticator app.")
            await factor_removed(session, self._parts, who, user, APP, caller)

    async def renew_recovery_codes(self, who: Principal, password: str | None, caller: Caller = LOCAL) -> RecoveryCodes:
        """Replace the recovery codes.

        Raises:
            WrongPassword, TooManyFailedLogins, SignInAgain: it is not certain that it is the user who asks.
            Conflict: there is no second factor that they could stand in for.
        """
        await require_own_hand(self._parts, who, password, caller)
        async with self._parts.database.transaction(who.organization_id) as session:
            factors, user = SecondFactorRepository(session), await UserRepository(session).get(who, who.user_id)
            if not await factors.methods(user.id):
                raise Conflict("Recovery codes stand in for a second factor; add one first.")
            codes = await factors.renew_recovery_codes(user)
            await record(session, who, "recovery_codes.create", ("user", user.id), caller=caller)
            await self._parts.tell(session, user, "Your recovery codes were replaced.", caller)
        return RecoveryCodes(recovery_codes=codes)

    async def reset(self, who: Principal, user_id: UUID, caller: Caller = LOCAL) -> None:
        """Remove every second factor of a user whose devices are lost; they are signed out and told by mail.

        Raises:
            NotFound: the organization has no such user.
            BeyondYourPermissions: the user holds what the principal does not.
            Conflict: a service account, which has none.
            CannotChangeYourself: a stolen session must not do away with its owner's second factor.
        """
        if user_id == who.user_id:
            raise CannotChangeYourself("Remove your own second factors in your account; it asks for your password.")
        async with self._parts.database.transaction(who.organization_id) as session:
            users, principals, now = UserRepository(session), PrincipalRepository(session), self._parts.clock.now()
            user = await users.get(who, user_id)
            require_grantable(await principals.as_of_now(who), (await principals.of_user(user)).permissions)
            if user.kind != "person":
                raise Conflict("A service account has no second factor.")
            await SecondFactorRepository(session).remove_all(user.id)
            await users.end_login_sessions(user.id, now, "second_factor_reset")
            await record(session, who, "second_factor.reset", ("user", user.id), caller=caller)
            what = "An administrator removed your second factors; your password alone signs you in now."
            await self._parts.tell(session, user, what, caller)
        self._parts.cache.forget(lambda known: known.user_id == user_id and known.session_id is not None)
