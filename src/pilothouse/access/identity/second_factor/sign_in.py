"""The second step of a sign-in."""

from pilothouse.access.audit.caller import LOCAL, Caller
from pilothouse.access.audit.service import record
from pilothouse.access.identity.parts import AccountParts
from pilothouse.access.identity.second_factor.apps import begin_app, confirm_app
from pilothouse.access.identity.second_factor.changes import APP, factor_added
from pilothouse.access.identity.second_factor.codes import check_code
from pilothouse.access.identity.second_factor.errors import LoginStepNotValid, WrongCode
from pilothouse.access.identity.second_factor.repository import SecondFactorRepository
from pilothouse.access.identity.second_factor.schemas import AppSetUp, LoginStepRead
from pilothouse.access.identity.second_factor.steps import OpenStep, open_step
from pilothouse.access.identity.sessions.service import LoginService, SignedIn
from pilothouse.core.ids import OrganizationId, UserId
from pilothouse.core.principal import Principal


class SecondStepService:
    """Lets in whoever proves the second step too, or adds the second factor that they must have."""

    def __init__(self, parts: AccountParts, logins: LoginService) -> None:
        self._parts = parts
        self._logins = logins

    async def look(self, token: str) -> LoginStepRead:
        """Return what a sign-in waits for.

        Raises:
            LoginStepNotValid: it was used, was tried too often, or is too old.
        """
        async with open_step(self._parts, token) as step:
            methods = await SecondFactorRepository(step.session).methods(step.user.id)
            return LoginStepRead(methods=methods, must_set_up=not methods, expires_at=step.row.expires_at)

    async def by_code(self, token: str, code: str, caller: Caller = LOCAL) -> SignedIn:
        """Begin the login session when the code is right.

        Raises:
            LoginStepNotValid: the sign-in was tried too often, or is too old.
            WrongCode, TooManyWrongCodes: the code is not right, or too many were not.
        """
        async with open_step(self._parts, token) as step:
            step.row.tries += 1
            method = await check_code(step.session, self._parts, step.user, code, caller)
            if method is None:
                who, user = _principal(step), ("user", step.user.id)
                await record(step.session, who, "login.second_step", user, outcome="refused", caller=caller)
            else:
                step.row.ended_at = self._parts.clock.now()
            if method == "recovery_code":
                await self._tell_of_recovery(step, caller)
        if method is None:
            raise WrongCode
        return await self._logins.admit(step.row.organization_id, step.row.user_id, caller)

    async def set_up(self, token: str) -> AppSetUp:
        """Begin the app of somebody who must have a second factor and has none.

        Raises:
            LoginStepNotValid: the sign-in is over, or its user has a second factor to prove instead.
        """
        async with open_step(self._parts, token) as step:
            await self._require_without(step)
            return await begin_app(step.session, self._parts, step.user)

    async def confirm_set_up(self, token: str, code: str, caller: Caller = LOCAL) -> tuple[SignedIn, list[str] | None]:
        """Add the app when it shows the right code, and begin the login session; return the recovery codes too.

        Raises:
            LoginStepNotValid, WrongCode, NoAppToConfirm: it does not go on like this.
        """
        async with open_step(self._parts, token) as step:
            await self._require_without(step)
            await confirm_app(step.session, self._parts, step.user, code)
            codes = await factor_added(step.session, self._parts, _principal(step), step.user, APP, caller)
            step.row.ended_at = self._parts.clock.now()
        signed_in = await self._logins.admit(step.row.organization_id, step.row.user_id, caller)
        return signed_in, codes

    async def _require_without(self, step: OpenStep) -> None:
        if await SecondFactorRepository(step.session).methods(step.user.id):
            raise LoginStepNotValid

    async def _tell_of_recovery(self, step: OpenStep, caller: Caller) -> None:
        left = await SecondFactorRepository(step.session).recovery_codes_left(step.user.id)
        what = f"One of your recovery codes was used to sign in. {left} are left."
        await self._parts.tell(step.session, step.user, what, caller)


def _principal(step: OpenStep) -> Principal:
    return Principal(OrganizationId(step.user.organization_id), UserId(step.user.id))
