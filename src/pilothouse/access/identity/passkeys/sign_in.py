"""Sign in by a passkey: alone, or as the second step after the password."""

from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession
from webauthn import generate_authentication_options
from webauthn.authentication.verify_authentication_response import VerifiedAuthentication
from webauthn.helpers import options_to_json_dict
from webauthn.helpers.structs import (
    AuthenticationCredential,
    AuthenticatorTransport,
    PublicKeyCredentialDescriptor,
    UserVerificationRequirement,
)

from pilothouse.access.audit.caller import LOCAL, Caller
from pilothouse.access.audit.service import Outcome, record
from pilothouse.access.identity.parts import AccountParts
from pilothouse.access.identity.passkeys.answers import Answer, check_signature, read_signature
from pilothouse.access.identity.passkeys.challenges import LIFETIME_S, SIGN_IN, Challenges, to_go_on
from pilothouse.access.identity.passkeys.errors import PasskeyRefused
from pilothouse.access.identity.passkeys.relying_party import relying_party
from pilothouse.access.identity.passkeys.repository import PasskeyRepository, find_passkey
from pilothouse.access.identity.passkeys.schemas import PasskeyOptions
from pilothouse.access.identity.passkeys.tables import Passkey
from pilothouse.access.identity.principals import PrincipalRepository
from pilothouse.access.identity.second_factor.steps import open_step
from pilothouse.access.identity.sessions.service import LoginService, SignedIn
from pilothouse.access.identity.tables import User
from pilothouse.core.ids import OrganizationId, UserId
from pilothouse.core.principal import Principal

_OUTCOMES: dict[bool, Outcome] = {True: "success", False: "refused"}


class PasskeyLoginService:
    """Lets in whoever holds a passkey and was verified by their device: that is two proofs in one."""

    def __init__(self, parts: AccountParts, challenges: Challenges, logins: LoginService) -> None:
        self._parts = parts
        self._challenges = challenges
        self._logins = logins

    async def options(self, token: str | None) -> PasskeyOptions:
        """Return what a device is asked to sign: with any passkey of ours, or with one of the user in between steps.

        Raises:
            PasskeysUnavailable: the installation has no domain name.
            LoginStepNotValid: the sign-in in between steps is over.
        """
        party = relying_party(self._parts.public_url, self._parts.allowed_origins)
        allowed: list[PublicKeyCredentialDescriptor] = []
        if token is not None:
            async with open_step(self._parts, token) as step:
                allowed = [_descriptor(row) for row in await PasskeyRepository(step.session).all(step.user.id)]
        options = generate_authentication_options(
            rp_id=party.domain,
            challenge=await self._challenges.give(to_go_on(token) if token else SIGN_IN),
            timeout=LIFETIME_S * 1000,
            allow_credentials=allowed,
            user_verification=UserVerificationRequirement.REQUIRED,
        )
        return PasskeyOptions(options=options_to_json_dict(options))

    async def login(self, credential: dict[str, Any], caller: Caller = LOCAL) -> SignedIn:
        """Begin a login session of whoever the passkey belongs to.

        Raises:
            PasskeyRefused: it is not known, or did not sign what it was asked to.
        """
        answer = await self._answer(credential, SIGN_IN)
        async with self._parts.database.transaction() as session:
            found = await find_passkey(session, answer.credential.raw_id)
        if found is None:
            raise PasskeyRefused
        async with self._parts.database.transaction(found.organization_id) as session:
            row = await PasskeyRepository(session).lock(found.passkey_id)
            user = row and await PrincipalRepository(session).active_user(UserId(row.user_id))
            if row is None or user is None:
                raise PasskeyRefused
            is_right = await self._use(session, row, user, answer, caller)
        if not is_right:
            raise PasskeyRefused
        return await self._logins.admit(found.organization_id, user.id, caller)

    async def second_step(self, token: str, credential: dict[str, Any], caller: Caller = LOCAL) -> SignedIn:
        """Go on with a sign-in whose first step is done.

        Raises:
            LoginStepNotValid: it is over.
            PasskeyRefused: the passkey is not this user's, or did not sign what it was asked to.
        """
        answer = await self._answer(credential, to_go_on(token))
        async with open_step(self._parts, token) as step:
            step.row.tries += 1
            row = await _own(step.session, step.user.id, answer.credential.raw_id)
            is_right = row is not None and await self._use(step.session, row, step.user, answer, caller)
            if is_right:
                step.row.ended_at = self._parts.clock.now()
        if not is_right:
            raise PasskeyRefused
        return await self._logins.admit(step.user.organization_id, step.user.id, caller)

    async def _answer(self, credential: dict[str, Any], purpose: str) -> Answer[AuthenticationCredential]:
        """Read an answer and take its challenge back, so that it is worth nothing a second time."""
        answer = read_signature(credential)
        if not await self._challenges.take(answer.challenge, purpose):
            raise PasskeyRefused
        return answer

    async def _use(
        self, session: AsyncSession, row: Passkey, user: User, answer: Answer[AuthenticationCredential], caller: Caller
    ) -> bool:
        """Tell whether the passkey signed the answer, and count its use; commit in either case."""
        used = self._checked(row, user, answer)
        is_copy = used is not None and _counts_back(used.new_sign_count, row.sign_count)
        if is_copy:
            await self._warn(session, row, user, caller)
        elif used is not None:
            row.sign_count, row.is_synced = used.new_sign_count, used.credential_backed_up
            row.last_used_at = self._parts.clock.now()
        is_right = used is not None and not is_copy
        who, outcome = Principal(OrganizationId(user.organization_id), UserId(user.id)), _OUTCOMES[is_right]
        await record(session, who, "passkey.use", ("passkey", row.id), outcome=outcome, caller=caller)
        return is_right

    def _checked(
        self, row: Passkey, user: User, answer: Answer[AuthenticationCredential]
    ) -> VerifiedAuthentication | None:
        """Return what the passkey signed; nothing when it did not, or for somebody else."""
        if answer.credential.response.user_handle not in {None, user.id.bytes}:
            return None
        try:
            return check_signature(
                answer, relying_party(self._parts.public_url, self._parts.allowed_origins), row.public_key
            )
        except PasskeyRefused:
            return None

    async def _warn(self, session: AsyncSession, row: Passkey, user: User, caller: Caller) -> None:
        what = f"The passkey “{row.name}” may have been copied: it lost count of its uses. It was refused; remove it."
        await self._parts.tell(session, user, what, caller)


def _counts_back(new: int, known: int) -> bool:
    """Tell whether a device counts no more uses than we know of; one that does not count says 0 for ever."""
    return (new > 0 or known > 0) and new <= known


async def _own(session: AsyncSession, user_id: UUID, credential_id: bytes) -> Passkey | None:
    passkeys = PasskeyRepository(session)
    known = {row.credential_id: row.id for row in await passkeys.all(user_id)}
    return await passkeys.lock(known[credential_id]) if credential_id in known else None


def _descriptor(row: Passkey) -> PublicKeyCredentialDescriptor:
    transports = [AuthenticatorTransport(name) for name in row.transports]
    return PublicKeyCredentialDescriptor(id=row.credential_id, transports=transports)
