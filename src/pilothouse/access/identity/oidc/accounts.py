"""Whose account an account elsewhere is: linked before, linked now by its verified e-mail, or made new."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from pilothouse.access.audit.caller import Caller
from pilothouse.access.audit.service import record
from pilothouse.access.identity.email import email_key
from pilothouse.access.identity.invitations.joining import JoiningService
from pilothouse.access.identity.oidc.errors import OidcRefused
from pilothouse.access.identity.oidc.id_tokens import Claims
from pilothouse.access.identity.oidc.tables import OidcIdentity
from pilothouse.access.identity.parts import AccountParts
from pilothouse.access.identity.permissions import ADMIN
from pilothouse.access.identity.principals import PrincipalRepository
from pilothouse.access.identity.roles.repository import lay_built_in_roles
from pilothouse.access.identity.sessions.repository import find_sign_in
from pilothouse.access.identity.slugs import slug_of
from pilothouse.access.identity.tables import Organization, User
from pilothouse.access.identity.users.repository import UserRepository
from pilothouse.access.settings import OidcIssuerSettings
from pilothouse.core.ids import OrganizationId, UserId, new_id
from pilothouse.core.principal import Principal

_FIND = text("select organization_id, user_id, identity_id from access_find_oidc_identity(:issuer, :subject)")


class OidcAccounts:
    """Finds or makes the user that an issuer vouches for."""

    def __init__(self, parts: AccountParts, joining: JoiningService) -> None:
        self._parts = parts
        self._joining = joining

    async def user_of(
        self, issuer: OidcIssuerSettings, who: Claims, invitation: str, caller: Caller
    ) -> tuple[UUID, UUID]:
        """Return organization and user.

        Raises:
            OidcRefused: there is no such user, and none may be made.
            LinkNotValid, NameTaken, InvitationsClosed: the invitation cannot be accepted.
        """
        async with self._parts.database.transaction() as session:
            values = {"issuer": issuer.issuer, "subject": who.subject}
            found = (await session.execute(_FIND, values)).one_or_none()
        if found is not None:
            await self._note_use(found)
            return found.organization_id, found.user_id
        if who.email is None:
            raise OidcRefused("email_not_verified")
        async with self._parts.database.transaction() as session:
            known = await find_sign_in(session, who.email)
        if known is not None:
            if not issuer.links_by_email:
                raise OidcRefused("not_linked")
            organization_id, user_id = known.organization_id, known.user_id
        elif invitation:
            organization_id, user_id = await self._joining.accept_for(invitation, who.email, who.name, caller)
        elif self._parts.settings.sign_up == "open":
            organization_id, user_id = await self._sign_up(who.email, who.name, caller)
        else:
            raise OidcRefused("no_account")
        await self._link(issuer, who, organization_id, user_id, caller)
        return organization_id, user_id

    async def _note_use(self, found: Row[Any]) -> None:
        async with self._parts.database.transaction(found.organization_id) as session:
            await session.execute(
                update(OidcIdentity)
                .where(OidcIdentity.id == found.identity_id)
                .values(last_used_at=self._parts.clock.now())
            )

    async def _link(
        self, issuer: OidcIssuerSettings, who: Claims, organization_id: UUID, user_id: UUID, caller: Caller
    ) -> None:
        now = self._parts.clock.now()
        async with self._parts.database.transaction(organization_id) as session:
            user = await PrincipalRepository(session).active_user(UserId(user_id))
            if user is None or user.kind != "person":
                raise OidcRefused("no_account")
            row = OidcIdentity(
                id=new_id(),
                organization_id=organization_id,
                user_id=user_id,
                issuer=issuer.issuer,
                subject=who.subject,
                last_used_at=now,
            )
            session.add(row)
            await session.flush()
            principal = Principal(OrganizationId(organization_id), UserId(user_id))
            changes = {"issuer": (None, issuer.issuer)}
            await record(session, principal, "oidc.link", ("oidc_identity", row.id), changes=changes, caller=caller)
            what = f"You can now sign in with your account at {issuer.label or issuer.issuer}."
            await self._parts.tell(session, user, what, caller)

    async def _sign_up(self, email: str, name: str | None, caller: Caller) -> tuple[UUID, UUID]:
        """Make somebody an organization of their own, as signing up does."""
        called = (name or email.partition("@")[0])[:100]
        organization = Organization(id=new_id(), name=called, slug=slug_of(called, "organization"))
        async with self._parts.database.transaction(organization.id) as session:
            session.add(organization)
            await session.flush()
            roles = await lay_built_in_roles(session, organization.id)
            user = await self._add(session, organization.id, email, called)
            await UserRepository(session).set_roles(user, [roles[ADMIN]])
            who = Principal(OrganizationId(organization.id), UserId(user.id))
            await record(session, who, "organization.create", ("organization", organization.id), caller=caller)
        return organization.id, user.id

    async def _add(self, session: AsyncSession, organization_id: UUID, email: str, name: str) -> User:
        user = User(
            id=new_id(),
            organization_id=organization_id,
            email=email,
            email_key=email_key(email),
            email_verified_at=self._parts.clock.now(),
            name=name,
        )
        return await UserRepository(session).add(user)
