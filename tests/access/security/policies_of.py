"""Policies and events without a database."""

from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from pilothouse.access.security.events.note import EventNote
from pilothouse.access.security.kinds import Action, Family, Where
from pilothouse.access.security.policies.policy import Policy, PolicySet, Rule
from pilothouse.access.security.screening.screener import Screener


@dataclass
class FixedPolicies:
    """The same policies for everybody."""

    policies: PolicySet = field(default_factory=PolicySet)

    async def of(self, organization_id: UUID, session: AsyncSession | None = None) -> PolicySet:
        del organization_id, session
        return self.policies


@dataclass
class Noted:
    """Keeps what was seen."""

    notes: list[EventNote] = field(default_factory=list)

    def put(self, note: EventNote) -> None:
        self.notes.append(note)


def screener_with(*rules: tuple[Family, Where | None, Action], noted: Noted | None = None) -> Screener:
    """Make a screener of an organization with these rules before the standard."""
    policy = Policy(tuple(Rule(family, action, where) for family, where, action in rules))
    return Screener(FixedPolicies(PolicySet(policy)), noted or Noted())


def off() -> Screener:
    """Make a screener that looks for nothing."""
    families: tuple[Family, ...] = ("prompt_injection", "secrets", "pii", "malware", "links", "other")
    return screener_with(*((family, None, "off") for family in families))
