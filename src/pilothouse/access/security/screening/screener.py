"""The one home of screening: every text that enters or leaves a model, tool, upload or memory passes here."""

from typing import Protocol
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from pilothouse.access.security.events.note import EventSink, LoggedEvents
from pilothouse.access.security.kinds import Where
from pilothouse.access.security.policies.policy import PolicySet
from pilothouse.access.security.screening.reading import Reader
from pilothouse.access.security.screening.screening import Screening
from pilothouse.access.security.screening.telling import Circumstances, Fingerprint, Teller
from pilothouse.access.security.screening.verdict import Verdict
from pilothouse.core.clock import Clock, SystemClock
from pilothouse.core.principal import Principal


class Policies(Protocol):
    """Knows the policies of organizations."""

    async def of(self, organization_id: UUID, session: AsyncSession | None = None) -> PolicySet:
        """Return an organization's policies; a session that is open for it is used where they must be read."""
        ...


class StandardPolicies:
    """The standard for everybody, where there is no database."""

    _standard = PolicySet()

    async def of(self, organization_id: UUID, session: AsyncSession | None = None) -> PolicySet:
        del organization_id, session
        return self._standard


class Screener:
    """Screens texts under the policies of organizations. One for each process; without arguments it holds the standard.

    Only a text that was not seen before is scanned; one that would hold up the event loop is scanned in a thread.
    """

    def __init__(
        self,
        policies: Policies | None = None,
        events: EventSink | None = None,
        *,
        fingerprint: Fingerprint | None = None,
        clock: Clock | None = None,
        reader: Reader | None = None,
    ) -> None:
        self.policies = policies or StandardPolicies()
        self.reader = reader or Reader()
        self.teller = Teller(
            events or LoggedEvents(),
            values_in=self.reader.values_in,
            fingerprint=fingerprint,
            clock=clock or SystemClock(),
        )

    async def screen(
        self,
        principal: Principal,
        text: str,
        where: Where,
        *,
        agent: str | None = None,
        tool: str | None = None,
        conversation_id: UUID | None = None,
        session: AsyncSession | None = None,
    ) -> Verdict:
        """Screen one text.

        Args:
            session: the caller's transaction, where one is open.

        Returns:
            The verdict. What is redacted cannot be restored: who wants that begins a `Screening`.
        """
        around = Circumstances(principal, agent, conversation_id)
        return await (await self.begin(around, session)).screen(text, where, tool=tool)

    async def begin(self, around: Circumstances, session: AsyncSession | None = None) -> Screening:
        """Begin to screen the texts of one call, which share placeholders."""
        return self.under(around, await self.policies.of(around.principal.organization_id, session))

    def under(self, around: Circumstances, policies: PolicySet) -> Screening:
        """Begin to screen under policies that are known."""
        return Screening(self.reader, self.teller, around, policies)
