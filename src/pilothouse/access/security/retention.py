"""What has had its time: events, incidents without any, expired scans."""

from sqlalchemy import text

from pilothouse.core.telemetry import get_logger
from pilothouse.db.engine import Database

log = get_logger(__name__)

EVERY_S = 3_600.0
_AT_ONCE = 1_000
_FORGET = text("select security_forget(:days, :at_most)")


class Retention:
    """Erases in small batches. Any number of processes may do so at once."""

    def __init__(self, database: Database, keep_days: int) -> None:
        """Make the retention of one process; with 0 days events are kept for ever."""
        self._database = database
        self._keep_days = keep_days

    async def once(self) -> None:
        """Erase everything that has had its time."""
        erased = 0
        while True:
            async with self._database.transaction() as session:
                batch = await session.scalar(_FORGET, {"days": self._keep_days, "at_most": _AT_ONCE}) or 0
            erased += batch
            if batch < _AT_ONCE:
                break
        if erased:
            log.info("security_events_erased", count=erased, keep_days=self._keep_days)
