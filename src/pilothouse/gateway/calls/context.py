"""Who makes a call, for what, and who pays."""

from uuid import UUID

import msgspec

from pilothouse.access.security.screening.telling import Circumstances
from pilothouse.core.ids import MissionId
from pilothouse.core.principal import Principal
from pilothouse.gateway.ledger.scopes import scopes_of


class CallContext(msgspec.Struct, frozen=True):
    """What a model call counts towards.

    Attributes:
        request_id: under which its attempts are found in the ledger.
        tags: the caller's own words, to find and sum calls by.
        deadline_s: seconds for the call with all its attempts; the gateway's setting when None.
    """

    principal: Principal
    request_id: str
    mission_id: MissionId | None = None
    conversation_id: UUID | None = None
    agent: str | None = None
    tags: tuple[str, ...] = ()
    deadline_s: float | None = None

    def circumstances(self) -> Circumstances:
        """Return for whom and in what its texts are screened."""
        return Circumstances(self.principal, self.agent, self.conversation_id, self.mission_id)

    def scopes(self, *models: str) -> tuple[str, ...]:
        """Return every scope that a call counts towards, given the names of its model."""
        return scopes_of(
            self.principal,
            models=models,
            agent=self.agent,
            mission_id=self.mission_id,
            conversation_id=self.conversation_id,
        )
