"""What has had its time: the beginning of each chain, and refused sign-ins with an e-mail that nobody has."""

from sqlalchemy import TextClause, text

from pilothouse.core.telemetry import get_logger
from pilothouse.db.engine import Database

log = get_logger(__name__)

EVERY_S = 3_600.0
_AT_ONCE = 5_000
_FORGET = text("select audit_forget(:days, :at_most)")
_FORGET_NOBODYS = text("select audit_forget_nobodys(:days, :at_most)")


class Retention:
    """Forgets in small batches what is older than the installation keeps. Any number of processes may do so at once."""

    def __init__(self, database: Database, keep_days: int) -> None:
        """Make the retention of one process; with 0 days everything is kept."""
        self._database = database
        self._keep_days = keep_days

    async def once(self) -> None:
        """Forget everything that has had its time."""
        if not self._keep_days:
            return
        forgotten = 0
        for forget in (_FORGET, _FORGET_NOBODYS):
            while batch := await self._forget(forget):
                forgotten += batch
        if forgotten:
            log.info("audit_entries_forgotten", count=forgotten, keep_days=self._keep_days)

    async def _forget(self, forget: TextClause) -> int:
        async with self._database.transaction() as session:
            return await session.scalar(forget, {"days": self._keep_days, "at_most": _AT_ONCE}) or 0
