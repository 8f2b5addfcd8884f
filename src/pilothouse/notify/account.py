"""Mail about somebody's account. Each letter goes to one address; its link is sealed until it is delivered."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from pilothouse.notify.outbox import Letter, Outbox


class AccountMail:
    """Writes letters within the caller's transaction. `key` names the event, so that it is told once.

    Links are whole addresses with their token. `expires_at` is aware, in UTC.
    """

    def __init__(self, outbox: Outbox) -> None:
        self._outbox = outbox

    async def verify_email(
        self,
        session: AsyncSession,
        organization_id: UUID,
        *,
        address: str,
        name: str,
        link: str,
        expires_at: datetime,
        key: str,
    ) -> None:
        """Ask somebody to confirm that an address is theirs."""
        payload = {"name": name, "expires_at": expires_at.isoformat()}
        letter = Letter(organization_id, "account.verify_email", key, address, payload, {"link": link})
        await self._outbox.mail(session, letter)

    async def reset_password(
        self,
        session: AsyncSession,
        organization_id: UUID,
        *,
        address: str,
        name: str,
        link: str,
        expires_at: datetime,
        key: str,
    ) -> None:
        """Let somebody choose a new password."""
        payload = {"name": name, "expires_at": expires_at.isoformat()}
        letter = Letter(organization_id, "account.reset_password", key, address, payload, {"link": link})
        await self._outbox.mail(session, letter)

    async def invite(
        self,
        session: AsyncSession,
        organization_id: UUID,
        *,
        address: str,
        organization: str,
        invited_by: str,
        link: str,
        expires_at: datetime,
        key: str,
    ) -> None:
        """Invite somebody to an organization; both names are those that people know."""
        payload = {"organization": organization, "invited_by": invited_by, "expires_at": expires_at.isoformat()}
        letter = Letter(organization_id, "account.invitation", key, address, payload, {"link": link})
        await self._outbox.mail(session, letter)

    async def security_event(
        self,
        session: AsyncSession,
        organization_id: UUID,
        *,
        address: str,
        name: str,
        what: str,
        key: str,
        ip_address: str | None = None,
        user_agent: str | None = None,
    ) -> None:
        """Tell somebody what happened to their account, such as "Your password was changed."."""
        payload = {"name": name, "what": what, "ip_address": ip_address, "user_agent": user_agent}
        await self._outbox.mail(session, Letter(organization_id, "account.security", key, address, payload))
