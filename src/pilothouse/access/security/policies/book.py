"""The policies of organizations as the path needs them: read once, believed until the database tells of a change."""

from uuid import UUID

import msgspec
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from pilothouse.access.security.policies.policy import Policy, PolicySet, TextException
from pilothouse.access.security.policies.tables import SecurityException, SecurityPolicy
from pilothouse.core.remembered import Remembered
from pilothouse.db.engine import Database
from pilothouse.db.listen import Listener

CHANNEL = "security_policy"
_FRESH_S = 60.0  # at the latest; a change is announced at once
_CAPACITY = 10_000


class PolicyBook:
    """Answers with an organization's policies."""

    def __init__(self, database: Database, listener: Listener | None = None) -> None:
        self._database = database
        self._known: Remembered[UUID, PolicySet] = self._empty()
        if listener is not None:
            listener.subscribe(CHANNEL, self._changed)
            listener.on_gap(self.forget_all)

    async def of(self, organization_id: UUID, session: AsyncSession | None = None) -> PolicySet:
        """Return an organization's policies; a session that is open for it is used where they must be read."""

        async def look_up(identifier: UUID) -> PolicySet:
            if session is not None:
                return await read_policies(session, identifier)
            async with self._database.transaction(identifier) as own:
                return await read_policies(own, identifier)

        return await self._known.get(organization_id, look_up)

    def forget(self, organization_id: UUID) -> None:
        """Read an organization's policies anew when they are asked for next."""
        self._known.forget(organization_id)

    def forget_all(self) -> None:
        """Read every organization's policies anew: a change may have been missed."""
        self._known = self._empty()

    def _changed(self, payload: str) -> None:
        self.forget(UUID(payload))

    def _empty(self) -> Remembered[UUID, PolicySet]:
        return Remembered(_FRESH_S, _CAPACITY)


async def announce_change(session: AsyncSession, organization_id: UUID) -> None:
    """Let every process read an organization's policies anew, once the caller's transaction is committed."""
    await session.execute(select(func.pg_notify(CHANNEL, str(organization_id))))


async def read_policies(session: AsyncSession, organization_id: UUID) -> PolicySet:
    """Read what an organization has laid down."""
    policies = await session.scalars(select(SecurityPolicy).where(SecurityPolicy.organization_id == organization_id))
    exceptions = await session.scalars(
        select(SecurityException).where(SecurityException.organization_id == organization_id)
    )
    by_kind: dict[str, dict[str, Policy]] = {"organization": {}, "agent": {}, "tool": {}}
    for row in policies:
        by_kind[row.scope_kind][row.scope_id] = policy_of(row)
    rows = exceptions.all()
    return PolicySet(
        next(iter(by_kind["organization"].values()), None),
        by_kind["agent"],
        by_kind["tool"],
        allowed=frozenset(TextException(row.detector, row.fingerprint) for row in rows if row.fingerprint is not None),
        thresholds={row.detector: row.least_confidence for row in rows if row.least_confidence is not None},
    )


def policy_of(row: SecurityPolicy) -> Policy:
    """Return what a row says."""
    given = {"rules": row.rules, "least_trust": row.least_trust, "low_trust": row.low_trust}
    return msgspec.convert(given, Policy)
