"""Which events make one incident: the same detector, the same source, not too long apart."""

from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from pilothouse.access.security.events.note import EventNote
from pilothouse.access.security.incidents.tables import SecurityIncident
from pilothouse.access.security.kinds import ACTIONS
from pilothouse.core.ids import new_id
from pilothouse.shield.findings import Severity

_WEIGHT: dict[str, int] = {action: weight for weight, action in enumerate(ACTIONS)}
WINDOW = timedelta(hours=24)  # after the last event; what comes later is a new incident


def is_of_an_incident(note: EventNote) -> bool:
    """Tell whether people should look at it: not at what is slight, nor at what is only watched and not grave."""
    least = Severity.HIGH if note.action == "monitor" else Severity.MEDIUM
    return note.finding.severity >= least


def source_of(note: EventNote) -> str:
    """Name where it came from: a tool's words from the tool, an agent's from the agent, else the user's."""
    if note.tool is not None:
        return f"tool:{note.tool}"
    return f"agent:{note.agent}" if note.agent is not None else f"user:{note.principal.user_id}"


async def join_incident(session: AsyncSession, note: EventNote) -> tuple[SecurityIncident, bool]:
    """Return the incident that an event belongs to, and whether it is new.

    Whoever groups events of the same kind at the same moment waits until this transaction ends.
    """
    source = source_of(note)
    lock = f"security_incident:{note.principal.organization_id}:{note.finding.detector}:{source}"
    await session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(lock, 0))))
    found = await session.scalar(
        select(SecurityIncident)
        .where(
            SecurityIncident.organization_id == note.principal.organization_id,
            SecurityIncident.detector == note.finding.detector,
            SecurityIncident.source == source,
            SecurityIncident.status != "resolved",
            SecurityIncident.last_at > note.at - WINDOW,
        )
        .order_by(SecurityIncident.last_at.desc())
        .limit(1)
    )
    incident = found or await _opened(session, note, source)
    incident.events += 1
    incident.last_at = max(incident.last_at, note.at)
    incident.severity = max(incident.severity, int(note.finding.severity))
    incident.worst_action = max(incident.worst_action, note.action, key=_WEIGHT.__getitem__)
    return incident, found is None


async def _opened(session: AsyncSession, note: EventNote, source: str) -> SecurityIncident:
    incident = SecurityIncident(
        id=new_id(),
        organization_id=note.principal.organization_id,
        detector=note.finding.detector,
        family=note.family,
        title=note.finding.title,
        source=source,
        severity=int(note.finding.severity),
        worst_action=note.action,
        status="open",
        first_at=note.at,
        last_at=note.at,
        events=0,
        notes=[],
    )
    session.add(incident)
    await session.flush()
    return incident
