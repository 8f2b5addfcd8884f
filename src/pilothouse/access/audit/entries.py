"""Entries that are written beside what they tell of, in a transaction of their own."""

from uuid import UUID

from pilothouse.access.audit.caller import Caller
from pilothouse.access.audit.refusals import Refusals
from pilothouse.access.audit.service import Changes, Outcome, record
from pilothouse.core.principal import Principal
from pilothouse.core.telemetry import get_logger
from pilothouse.db.engine import Database

log = get_logger(__name__)

REFUSED = frozenset({403, 429})  # 404 is left out: what one may not see and what never was look the same to us, too


class RefusalLog:
    """Writes what principals may not do or ask too often, of each kind one entry a minute."""

    def __init__(self) -> None:
        self._refusals = Refusals()

    async def note(
        self,
        database: Database,
        who: Principal,
        action: str,
        status: int,
        resource: tuple[str, UUID | str] | None,
        caller: Caller,
    ) -> None:
        """Count a refusal, and write an entry where one is due; other statuses than `REFUSED` are none."""
        if status in REFUSED and (times := self._refusals.count((who.user_id, who.api_key_id, action, status))):
            changes: Changes = {"status": (None, status), "times": (None, times)}
            await write_entry(database, who, action, resource, caller, outcome="refused", changes=changes)


async def write_entry(
    database: Database,
    who: Principal,
    action: str,
    resource: tuple[str, UUID | str] | None,
    caller: Caller,
    *,
    outcome: Outcome = "success",
    changes: Changes | None = None,
) -> None:
    """Write one entry. What it tells of has happened: where it cannot be written, that is logged and not raised."""
    try:
        async with database.transaction(who.organization_id) as session:
            await record(session, who, action, resource, outcome=outcome, changes=changes, caller=caller)
    except Exception:
        log.exception("audit_entry_lost", action=action, outcome=outcome, actor_id=str(who.user_id))
