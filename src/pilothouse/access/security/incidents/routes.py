"""Incidents over HTTP."""

from uuid import UUID

from pilothouse.access.audit.caller import CallerDep
from pilothouse.access.security.deps import AFTER_EVENTS, CanReadSecurity, CanWriteSecurity, SecurityDep
from pilothouse.access.security.events.schemas import SeverityName
from pilothouse.access.security.incidents.schemas import IncidentRead, IncidentUpdate, Status
from pilothouse.server.envelope import ApiRouter, Page
from pilothouse.server.paging import Cursor, Limit
from pilothouse.shield.findings import Severity

router = ApiRouter(prefix="/api/v1/security/incidents", tags=["security"], dependencies=[AFTER_EVENTS])


@router.get("")
async def list_incidents(
    who: CanReadSecurity,
    security: SecurityDep,
    status: Status | None = None,
    least_severity: SeverityName | None = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[IncidentRead]:
    """List incidents, those that saw something last first."""
    least = Severity[least_severity.upper()] if least_severity else None
    return await security.incidents.page(who, status, least, limit, cursor)


@router.get("/{incident_id}")
async def read_incident(incident_id: UUID, who: CanReadSecurity, security: SecurityDep) -> IncidentRead:
    """Return one incident; its events are listed under `/security/events?incident_id=`."""
    return await security.incidents.get(who, incident_id)


@router.patch("/{incident_id}")
async def change_incident(
    incident_id: UUID, changes: IncidentUpdate, who: CanWriteSecurity, security: SecurityDep, caller: CallerDep
) -> IncidentRead:
    """Acknowledge or resolve an incident, open it again, or write a note down."""
    return await security.incidents.change(who, incident_id, changes, caller)
