"""Stretches of time and the buckets in them, in an organization's zone."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from pilothouse.analytics.errors import PeriodNotUsable
from pilothouse.gateway.ledger.reports import Bucket

MOST_BUCKETS = 800
_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Period:
    """From `since` on and before `until`, by the whole hours in which spending is added up."""

    since: datetime
    until: datetime

    @classmethod
    def of(cls, since: datetime, until: datetime) -> "Period":
        """Widen two moments to whole hours.

        Raises:
            PeriodNotUsable: it ends before it begins.
        """
        begins, ends = _floor(since), _floor(until)
        period = cls(begins, ends + _HOUR if ends < until.astimezone(UTC) else ends)
        if period.until <= period.since:
            raise PeriodNotUsable("The period ends before it begins; `until` lies after `since`.")
        return period

    @property
    def before(self) -> "Period":
        """The period of the same length that ends where this one begins."""
        return Period(self.since - (self.until - self.since), self.since)

    def buckets(self, bucket: Bucket, zone: str) -> list[datetime]:
        """Return when each bucket that the period touches begins, in UTC, also those in which nothing happened.

        Raises:
            PeriodNotUsable: there are more than a chart can show.
        """
        starts: list[datetime] = []
        for start in _starts(self.since, bucket, ZoneInfo(zone)):
            if start >= self.until:
                break
            if len(starts) == MOST_BUCKETS:
                raise PeriodNotUsable(
                    f"The period has more than {MOST_BUCKETS} buckets of one {bucket}; "
                    "shorten it or take larger buckets."
                )
            starts.append(start)
        return starts


def start_of(moment: datetime, bucket: Bucket, zone: ZoneInfo) -> datetime:
    """Return when the bucket of a moment begins, as PostgreSQL's `date_trunc` does in that zone. In UTC."""
    if bucket == "hour":
        return _floor(moment)
    local = moment.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
    if bucket == "week":
        local -= timedelta(days=local.weekday())
    elif bucket == "month":
        local = local.replace(day=1)
    return local.astimezone(UTC)


def next_start(start: datetime, bucket: Bucket, zone: ZoneInfo) -> datetime:
    """Return when the bucket after the one of `start` begins, in UTC. Days may have 23 to 25 hours."""
    if bucket == "hour":
        return start + _HOUR
    # well inside the next bucket, whatever the clocks do
    inside = {"day": timedelta(days=1, hours=12), "week": timedelta(days=8), "month": timedelta(days=32)}[bucket]
    return start_of(start + inside, bucket, zone)


def _starts(since: datetime, bucket: Bucket, zone: ZoneInfo) -> Iterator[datetime]:
    start = start_of(since, bucket, zone)
    while True:
        yield start
        start = next_start(start, bucket, zone)


def _floor(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
