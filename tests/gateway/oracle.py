"""What the books must say, worked out in plain Python from what happened: the oracle of the ledger's state machine.

It keeps nothing but the facts (calls, corrections, edits) and sums them up anew at each question, so that it shares no
arithmetic with the functions in PostgreSQL. Amounts are micro-dollars.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from fnmatch import fnmatchcase
from hashlib import md5
from typing import Literal
from uuid import UUID
from zoneinfo import ZoneInfo

MINUTE = timedelta(minutes=1)


@dataclass
class Call:
    id: UUID
    process: int
    scopes: tuple[str, ...]
    amount: int
    tokens: int
    admitted_at: datetime


@dataclass(frozen=True)
class Row:
    """A ledger row."""

    id: UUID
    kind: str
    outcome: str
    scopes: tuple[str, ...]
    admitted_at: datetime
    cost: int
    overrun: int


@dataclass
class Window:
    starts_at: datetime
    ends_at: datetime | None
    limit: int

    def holds(self, moment: datetime) -> bool:
        return self.starts_at <= moment and (self.ends_at is None or moment < self.ends_at)


@dataclass
class Budget:
    scope: str
    period: str
    limit: int
    is_hard: bool
    shuts_off: bool
    counts_from: datetime
    thresholds: tuple[int, ...] = (50, 100)
    is_off: bool = False
    raised: int = 0
    raised_until: datetime | None = None
    windows: list[Window] = field(default_factory=list)
    alerts: set[tuple[datetime, str, int, int]] = field(default_factory=set)

    def limit_of(self, window: Window, now: datetime) -> int:
        is_raised = self.raised_until is not None and self.raised_until > now
        return max(window.limit, self.raised) if is_raised else window.limit

    def window_at(self, moment: datetime) -> Window | None:
        return next((window for window in self.windows if window.holds(moment)), None)

    def alert(self, window: Window, kind: str, percent: int, limit: int) -> None:
        alert = (window.starts_at, kind, percent, limit)
        self.is_off = self.is_off or (kind == "shut_off" and alert not in self.alerts)
        self.alerts.add(alert)


@dataclass
class Limit:
    scope: str
    patterns: tuple[str, ...] | None
    tokens_per_minute: int | None
    parallel: int | None
    full_at: datetime

    def take(self, tokens: int, now: datetime) -> None:
        if self.tokens_per_minute:
            self.full_at = max(self.full_at, now) + MINUTE * (tokens / self.tokens_per_minute)

    def wait(self, tokens: int, now: datetime) -> timedelta:
        """How long until the bucket holds that many tokens, or is full."""
        if not self.tokens_per_minute:
            return timedelta()
        missing = max(self.full_at - now, timedelta())
        return missing - max(MINUTE - MINUTE * (tokens / self.tokens_per_minute), timedelta())


Verdict = Literal["admitted", "budget", "limit"]


class Oracle:
    def __init__(self, zone: str, now: datetime) -> None:
        self.zone = ZoneInfo(zone)
        self.now = now
        self.open: dict[UUID, Call] = {}
        self.lost: set[UUID] = set()  # open calls whose hold PostgreSQL has forgotten
        self.rows: list[Row] = []
        self.corrections: dict[UUID, set[UUID]] = {}  # refunds and the like, by the row they correct
        self.budgets: dict[UUID, Budget] = {}
        self.limits: dict[UUID, Limit] = {}

    # sums over the facts

    def spent(self, budget: Budget, window: Window) -> int:
        return sum(row.cost for row in self.rows if budget.scope in row.scopes and window.holds(row.admitted_at))

    def held(self, budget: Budget, window: Window) -> int:
        return sum(
            call.amount for call in self._held() if budget.scope in call.scopes and window.holds(call.admitted_at)
        )

    def running(self, limit: Limit) -> int:
        return sum(1 for call in self._held() if limit.scope in call.scopes)

    def _held(self) -> Iterator[Call]:
        return (call for call in self.open.values() if call.id not in self.lost)

    # what happens

    def open_window(self, budget: Budget, moment: datetime) -> None:
        if budget.window_at(moment) or (budget.windows and min(w.starts_at for w in budget.windows) > moment):
            return
        starts_at, ends_at = self._period(budget, moment)
        starts_at = max([starts_at, *(w.ends_at for w in budget.windows if w.ends_at and w.ends_at <= moment)])
        later = [w.starts_at for w in budget.windows if w.starts_at > moment]
        if ends_at is not None:
            ends_at = min([ends_at, *later])
        budget.windows.append(Window(starts_at, ends_at, budget.limit))

    def _period(self, budget: Budget, moment: datetime) -> tuple[datetime, datetime | None]:
        local = moment.astimezone(self.zone).replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
        if budget.period == "total":
            return budget.counts_from, None
        if budget.period == "daily":
            begin, end = local, local + timedelta(days=1)
        elif budget.period == "weekly":
            begin = local - timedelta(days=local.weekday())
            end = begin + timedelta(days=7)
        else:
            begin = local.replace(day=1)
            end = (begin + timedelta(days=32)).replace(day=1)
        return begin.replace(tzinfo=self.zone), end.replace(tzinfo=self.zone)

    def admit(self, calls: list[Call], model: str) -> list[Verdict]:
        """Judge calls of one batch in their order, and take in those that may be made."""
        paid = {scope for call in calls for scope in call.scopes if call.amount}
        for budget in self.budgets.values():
            if budget.scope in paid:
                self.open_window(budget, self.now)
        spent = {id(budget): self.spent(budget, w) for budget in self.budgets.values() if (w := self._window(budget))}
        refusing: list[Budget] = []
        verdicts = [self._judge(call, model, refusing) for call in calls]
        for budget in refusing:
            if not budget.is_off and (window := self._window(budget)):
                limit = budget.limit_of(window, self.now)
                budget.alert(window, "refused", 100, limit)
                if budget.shuts_off and spent[id(budget)] * 100 >= limit * 95:
                    budget.alert(window, "shut_off", 100, limit)
        return verdicts

    def _window(self, budget: Budget) -> Window | None:
        return budget.window_at(self.now)

    def _judge(self, call: Call, model: str, refusing: list[Budget]) -> Verdict:
        limits = [limit for limit in self.limits.values() if limit.scope in call.scopes]
        if any(limit.patterns is not None and not _matches(limit.patterns, model) for limit in limits):
            return "limit"
        tight = list(self._tight(call))
        if tight:
            refusing += tight
            return "budget"
        if any(
            (limit.parallel is not None and self.running(limit) >= limit.parallel)
            or limit.wait(call.tokens, self.now) > timedelta()
            for limit in limits
        ):
            return "limit"
        self.open[call.id] = call
        for limit in limits:
            limit.take(call.tokens, self.now)
        return "admitted"

    def _tight(self, call: Call) -> Iterator[Budget]:
        """The budgets that refuse a call."""
        for budget in self.budgets.values():
            window = budget.window_at(self.now)
            if not call.amount or budget.scope not in call.scopes or window is None:
                continue
            room = budget.limit_of(window, self.now) - self.spent(budget, window) - self.held(budget, window)
            if budget.is_off or (budget.is_hard and room < call.amount):
                yield budget

    def settle(self, call: Call, cost: int, tokens: int, outcome: str = "completed") -> None:
        """Close a call, or correct it when the sweep did."""
        before = self._spent_everywhere()
        first = next((row for row in self.rows if row.id == call.id), None)
        if first is None:
            overrun = max(0, cost - call.amount)
            self._book(Row(call.id, "call", outcome, call.scopes, call.admitted_at, cost, overrun))
        elif first.outcome == "swept" and outcome != "swept" and not self._is_late_booked(call.id):
            added = cost - first.cost
            self._book(Row(_late(call.id), "correction", outcome, call.scopes, call.admitted_at, added, max(0, added)))
        if self.open.pop(call.id, None) and call.id not in self.lost:
            unused = 0 if outcome == "swept" else tokens - call.tokens
            self._give_back(call, unused if first is None else -call.tokens)
        self.lost.discard(call.id)
        self._say_what_was_reached(before)

    def _book(self, row: Row) -> None:
        self.rows.append(row)
        for budget in self.budgets.values():
            if row.cost > 0 and budget.scope in row.scopes:
                self.open_window(budget, row.admitted_at)

    def _is_late_booked(self, call_id: UUID) -> bool:
        return any(row.id == _late(call_id) for row in self.rows)

    def take_back(self, call: Call) -> None:
        """Hold a call anew whose hold was lost."""
        self.lost.discard(call.id)
        for budget in self.budgets.values():
            if call.amount and budget.scope in call.scopes:
                self.open_window(budget, self.now)
        self._give_back(call, call.tokens)

    def void(self, call: Call) -> None:
        """Give a hold back; a call that the sweep has closed did not cost anything after all."""
        if self.open.pop(call.id, None) and call.id not in self.lost:
            self._give_back(call, -call.tokens)
        self.lost.discard(call.id)
        if any(row.id == call.id and row.outcome == "swept" for row in self.rows):
            self.settle(call, 0, 0, "cancelled")

    def _give_back(self, call: Call, tokens: int) -> None:
        for limit in self.limits.values():
            if limit.scope in call.scopes:
                limit.take(tokens, self.now)

    def correct(self, correction_id: UUID, row: Row, cost: int) -> bool:
        """Refund a call, or bill more for it; a refund takes no more than it has cost."""
        so_far = sum(each.cost for each in self.rows if each.id == row.id or each.id in self._corrections(row))
        if so_far + cost < 0:
            return False
        before = self._spent_everywhere()
        self.corrections.setdefault(row.id, set()).add(correction_id)
        self._book(Row(correction_id, "correction", row.outcome, row.scopes, row.admitted_at, cost, max(0, cost)))
        self._say_what_was_reached(before)
        return True

    def _corrections(self, row: Row) -> set[UUID]:
        return self.corrections.get(row.id, set()) | {_late(row.id)}

    def _spent_everywhere(self) -> dict[tuple[int, datetime], int]:
        return {(id(budget), window.starts_at): self.spent(budget, window) for budget, window in self._windows()}

    def _windows(self) -> Iterable[tuple[Budget, Window]]:
        return ((budget, window) for budget in self.budgets.values() for window in budget.windows)

    def _say_what_was_reached(self, before: dict[tuple[int, datetime], int]) -> None:
        for budget, window in self._windows():
            was, now = before.get((id(budget), window.starts_at), 0), self.spent(budget, window)
            limit = budget.limit_of(window, self.now)
            if now <= was:
                continue
            if budget.shuts_off and not budget.is_off and now >= limit:
                budget.alert(window, "shut_off", 100, limit)
            for percent in budget.thresholds:
                if was * 100 < limit * percent <= now * 100:
                    budget.alert(window, "threshold", percent, limit)


def _late(call_id: UUID) -> UUID:
    """The id that the database gives to the correction of a swept call."""
    return UUID(md5(f"{call_id}:late".encode(), usedforsecurity=False).hexdigest())


def _matches(patterns: tuple[str, ...], model: str) -> bool:
    return any(fnmatchcase(name, pattern) for pattern in patterns for name in (model, f"openai/{model}"))
