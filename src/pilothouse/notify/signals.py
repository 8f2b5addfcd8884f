"""What the database itself sees happen: a signal is written by SQL, and a job puts it into words.

Where no Python runs in the transaction (a settlement, a batch of missions), `notify_signal` in
`db/functions/notify.sql` writes the row and its work. The room that owns the subject composes the news.
"""

from collections.abc import Mapping
from typing import Protocol

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from pilothouse.core.telemetry import get_logger
from pilothouse.durable.attempt import Attempt, Outcome
from pilothouse.durable.tables import Work
from pilothouse.notify.outbox import Notice, Outbox
from pilothouse.notify.tables import NotificationSignal

log = get_logger(__name__)


class Composer(Protocol):
    """Puts signals of some topics into words."""

    async def __call__(self, session: AsyncSession, signal: NotificationSignal) -> Notice | None:
        """Return the news, or None when it is none any more. Runs within a transaction of the organization."""
        ...


class SignalHandler:
    """Turns each signal into a notification. Both are one transaction, so a signal is told once."""

    kind = "notification_signal"

    def __init__(self, outbox: Outbox, composers: Mapping[str, Composer]) -> None:
        """Take a composer for each topic that signals can have."""
        self._outbox = outbox
        self._composers = composers

    async def advance(self, attempt: Attempt) -> Outcome:
        """Tell one signal; see `durable.attempt.Handler`."""
        async with attempt.write() as (session, _):
            signal = await session.scalar(select(NotificationSignal).where(NotificationSignal.id == attempt.work_id))
            composer = self._composers.get(signal.topic) if signal else None
            if signal is not None and composer is None:
                log.error("signal_without_composer", topic=signal.topic)
            notice = await composer(session, signal) if signal and composer else None
            if notice is not None:
                await self._outbox.notify(session, notice)
            # told or no news: nothing of it is wanted any more
            await session.execute(delete(NotificationSignal).where(NotificationSignal.id == attempt.work_id))
            await session.execute(delete(Work).where(Work.id == attempt.work_id))
        return Outcome.DONE
