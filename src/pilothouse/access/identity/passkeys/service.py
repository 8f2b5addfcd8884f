"""One's own passkeys."""

from uuid import UUID

from webauthn import generate_registration_options
from webauthn.helpers import options_to_json_dict
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)
from webauthn.registration.verify_registration_response import VerifiedRegistration

from pilothouse.access.audit.caller import LOCAL, Caller
from pilothouse.access.audit.service import record
from pilothouse.access.identity.parts import AccountParts
from pilothouse.access.identity.passkeys.answers import check_registration, read_registration
from pilothouse.access.identity.passkeys.challenges import LIFETIME_S, Challenges, to_register
from pilothouse.access.identity.passkeys.errors import PasskeyNotAdded
from pilothouse.access.identity.passkeys.relying_party import relying_party
from pilothouse.access.identity.passkeys.repository import PasskeyRepository
from pilothouse.access.identity.passkeys.schemas import PasskeyCreate, PasskeyCreated, PasskeyOptions, PasskeyRead
from pilothouse.access.identity.passkeys.tables import Passkey
from pilothouse.access.identity.second_factor.changes import factor_added, factor_removed
from pilothouse.access.identity.second_factor.confirmation import require_own_hand
from pilothouse.access.identity.users.repository import UserRepository
from pilothouse.core.errors import Conflict
from pilothouse.core.ids import new_id
from pilothouse.core.principal import Principal

_MOST = 20  # of one user; more are a mistake
_NAME = "Pilothouse"


class PasskeyService:
    """Looks after the passkeys of the user who asks."""

    def __init__(self, parts: AccountParts, challenges: Challenges) -> None:
        self._parts = parts
        self._challenges = challenges

    async def list(self, who: Principal) -> list[PasskeyRead]:
        """Return the user's passkeys, oldest first."""
        async with self._parts.database.transaction(who.organization_id) as session:
            return [PasskeyRead.model_validate(row) for row in await PasskeyRepository(session).all(who.user_id)]

    async def options(self, who: Principal, password: str | None, caller: Caller = LOCAL) -> PasskeyOptions:
        """Return what a device is asked for to make a passkey.

        Raises:
            WrongPassword, TooManyFailedLogins, SignInAgain: it is not certain that it is the user who asks.
            PasskeysUnavailable: the installation has no domain name.
        """
        party = relying_party(self._parts.public_url, self._parts.allowed_origins)
        await require_own_hand(self._parts, who, password, caller)
        challenge = await self._challenges.give(to_register(who.user_id))
        async with self._parts.database.transaction(who.organization_id) as session:
            user = await UserRepository(session).get(who, who.user_id)
            known = await PasskeyRepository(session).all(who.user_id)
        options = generate_registration_options(
            rp_id=party.domain,
            rp_name=_NAME,
            user_id=user.id.bytes,
            user_name=user.email,
            user_display_name=user.name,
            challenge=challenge,
            timeout=LIFETIME_S * 1000,
            # discoverable and with its owner verified: then it can sign in alone
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
            ),
            exclude_credentials=[PublicKeyCredentialDescriptor(id=row.credential_id) for row in known],
        )
        return PasskeyOptions(options=options_to_json_dict(options))

    async def add(self, who: Principal, form: PasskeyCreate, caller: Caller = LOCAL) -> PasskeyCreated:
        """Add the passkey that a device has made.

        Raises:
            PasskeyNotAdded: the answer is not what was asked for, or came too late.
            PasskeyKnown: it was added before.
            Conflict: there are very many.
        """
        party = relying_party(self._parts.public_url, self._parts.allowed_origins)
        answer = read_registration(form.credential)
        if not await self._challenges.take(answer.challenge, to_register(who.user_id)):
            raise PasskeyNotAdded
        made = check_registration(answer, party)
        transports = [transport.value for transport in answer.credential.response.transports or []]
        async with self._parts.database.transaction(who.organization_id) as session:
            passkeys, user = PasskeyRepository(session), await UserRepository(session).get(who, who.user_id)
            if len(await passkeys.all(user.id)) >= _MOST:
                raise Conflict(f"You have {_MOST} passkeys; remove some first.")
            row = await passkeys.add(_row(who, form.name, made, transports))
            await session.refresh(row)
            codes = await factor_added(session, self._parts, who, user, _words(row), caller)
            return PasskeyCreated(passkey=PasskeyRead.model_validate(row), recovery_codes=codes)

    async def rename(self, who: Principal, passkey_id: UUID, name: str, caller: Caller = LOCAL) -> PasskeyRead:
        """Give a passkey another name.

        Raises:
            NotFound: the user has no such passkey.
        """
        async with self._parts.database.transaction(who.organization_id) as session:
            row = await PasskeyRepository(session).get(who, passkey_id)
            changes = {"name": (row.name, name)}
            row.name = name
            await record(session, who, "passkey.rename", ("passkey", row.id), changes=changes, caller=caller)
            return PasskeyRead.model_validate(row)

    async def remove(self, who: Principal, passkey_id: UUID, password: str | None, caller: Caller = LOCAL) -> None:
        """Remove a passkey.

        Raises:
            WrongPassword, TooManyFailedLogins, SignInAgain: it is not certain that it is the user who asks.
            NotFound: the user has no such passkey.
            SecondFactorRequired: the organization wants one and there is no other.
        """
        await require_own_hand(self._parts, who, password, caller)
        async with self._parts.database.transaction(who.organization_id) as session:
            row = await PasskeyRepository(session).get(who, passkey_id)
            user = await UserRepository(session).get(who, who.user_id)
            await session.delete(row)
            await session.flush()
            await factor_removed(session, self._parts, who, user, _words(row), caller)


def _row(who: Principal, name: str, made: VerifiedRegistration, transports: list[str]) -> Passkey:
    return Passkey(
        id=new_id(),
        organization_id=who.organization_id,
        user_id=who.user_id,
        name=name,
        credential_id=made.credential_id,
        public_key=made.credential_public_key,
        sign_count=made.sign_count,
        transports=transports,
        is_synced=made.credential_backed_up,
    )


def _words(row: Passkey) -> str:
    return f"the passkey “{row.name}”"
