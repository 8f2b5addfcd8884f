"""Comparing what everybody says: the ledger, the provider's bill, the callers, the office, the witness."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from hashlib import md5
from typing import Any
from uuid import UUID

from pilothouse.core.money import parse_usd
from tests.gateway.books import Books
from tests.proof.gateways.callers import Call
from tests.proof.gateways.fleet import GatewayProcess
from tests.proof.gateways.provider import Billed
from tests.proof.gateways.unrest import Unrest

_LEDGER = (
    "select id, kind, corrects_id, request_id, outcome, answer_id, cost_microusd, is_estimated, overrun_microusd"
    " from ledger order by kind, settled_at"
)


@dataclass
class Attempt:
    """What the ledger says of one attempt at the provider, with the truth that came later, without refunds."""

    id: UUID
    request_id: str
    outcome: str
    answer_id: str | None
    cost: int
    is_estimated: bool
    is_late: bool = False

    def learn(self, row: dict[str, Any]) -> None:
        """Take in what the process told after the sweep had closed the call."""
        self.cost += row["cost_microusd"]
        self.outcome, self.answer_id, self.is_estimated = row["outcome"], row["answer_id"], row["is_estimated"]
        self.is_late = True


@dataclass
class Audit:
    """One organization's books beside everybody else's."""

    books: Books
    unrest: Unrest
    tally: Counter[str] = field(default_factory=Counter[str])

    @property
    def organization_id(self) -> UUID:
        return self.books.principal.organization_id

    async def check(
        self, bill: Iterable[Billed], calls: Iterable[Call], awake: Collection[GatewayProcess], excused: set[UUID]
    ) -> None:
        """Assert that all is quiet and that everybody says the same.

        Args:
            bill: of the provider.
            calls: of the callers.
            awake: gateways that can still tell what became of their calls.
            excused: calls whose gateway died together with PostgreSQL, before they had any answer.
        """
        self.tally.clear()
        assert await self.books.reservations() == []
        for window in await self.books.windows():
            assert window.held == 0
        attempts = self._attempts(await self.books.ledger())
        mine = {str(call.id): call for call in calls if call.organization_id == self.organization_id}
        my_bill = [line for line in bill if str(line.call) in mine]
        self._check_bill(my_bill, attempts, {str(each) for each in excused})
        self._check_swept(my_bill, attempts, [call for call in mine.values() if call.gateway in awake])
        for call in mine.values():
            self._check_call(call, attempts.get(str(call.id), []))
        await self._check_limits()

    def _attempts(self, rows: list[dict[str, Any]]) -> dict[str, list[Attempt]]:
        """Group the ledger by request, having proved that each correction is one that was asked for."""
        by_id: dict[UUID, Attempt] = {}
        corrections = {row["id"]: row for row in rows if row["kind"] == "correction"}
        for row in rows:
            if row["kind"] == "call":
                by_id[row["id"]] = _attempt(row)
                if late := corrections.pop(_late(row["id"]), None):
                    by_id[row["id"]].learn(late)
        for row in corrections.values():
            assert self.unrest.corrections[row["id"]] == (row["corrects_id"], row["cost_microusd"]), row
        assert self.unrest.booked <= set(corrections)
        grouped: dict[str, list[Attempt]] = defaultdict(list)
        for attempt in by_id.values():
            grouped[attempt.request_id].append(attempt)
        self.tally["rows"] = len(rows)
        self.tally["corrections"] = len(corrections)
        self.tally["swept"] = sum(each.outcome == "swept" for each in by_id.values())
        self.tally["late"] = sum(each.is_late for each in by_id.values())
        self.tally["estimated"] = sum(each.is_estimated for each in by_id.values())
        self.tally["overruns"] = sum(row["overrun_microusd"] > 0 for row in rows if row["kind"] == "call")
        return grouped

    def _check_bill(self, bill: list[Billed], attempts: dict[str, list[Attempt]], excused: set[str]) -> None:
        """Assert that each answer on the bill is booked at its cost, or stands behind a row marked as estimated."""
        known = {line.answer_id: line for line in bill}
        for request_id, its_attempts in attempts.items():
            for attempt in its_attempts:
                _check_cost(request_id, attempt, known.get(attempt.answer_id or ""))
        unnamed: Counter[str] = Counter()
        for line in bill:
            request_id = str(line.call)
            if line.answer_id not in {each.answer_id for each in attempts.get(request_id, [])}:
                unnamed[request_id] += 1
        for request_id, answers in unnamed.items():
            booked = attempts.get(request_id, [])
            nameless = [each for each in booked if each.answer_id is None and each.is_estimated]
            assert len(nameless) >= answers or request_id in excused, (request_id, booked, answers)
        self.tally["billed"] = len(bill)

    def _check_swept(self, bill: list[Billed], attempts: dict[str, list[Attempt]], alive: list[Call]) -> None:
        """Assert that gateways taken for dead have told what became of their calls, once they were awake again."""
        sent = {line.call for line in bill}
        for call in alive:
            left = [each for each in attempts.get(str(call.id), []) if each.outcome == "swept"]
            self.tally["swept, never sent"] += len(left) if call.id not in sent else 0
            assert not left or call.id not in sent, (call, left)

    def _check_call(self, call: Call, attempts: list[Attempt]) -> None:
        """Assert that an answer is booked at what its caller was told, and that a refusal was just."""
        self.tally[f"status {call.status}"] += 1
        if call.is_complete:
            self.tally["complete"] += 1
            assert {each.outcome for each in attempts} & {"completed", "swept"}, (call, attempts)
            for each in attempts:
                if each.outcome == "completed":
                    assert call.cost_microusd in {None, each.cost}, (call, attempts)
                    assert call.answer_id in {None, each.answer_id}, (call, attempts)
        if call.refusal and not call.refusal["is_shut_off"]:
            self.tally["refused"] += 1
            left, wanted = _room(call.refusal)
            assert left < wanted, call.refusal

    async def _check_limits(self) -> None:
        """Assert that each limit is the one whose edit was acknowledged last."""
        limits = {row["id"]: row["limit_microusd"] for row in await self.books.rows("select * from budget")}
        for budget_id, expected in self.unrest.limits.items():
            assert expected in {None, limits[budget_id]}, budget_id


def _attempt(row: dict[str, Any]) -> Attempt:
    return Attempt(
        id=row["id"],
        request_id=row["request_id"],
        outcome=row["outcome"],
        answer_id=row["answer_id"],
        cost=row["cost_microusd"],
        is_estimated=row["is_estimated"],
    )


def _check_cost(request_id: str, attempt: Attempt, line: Billed | None) -> None:
    """Assert that an exact row is what the provider billed, and that a row is exact where the provider told all."""
    if attempt.is_estimated:
        assert not (attempt.outcome == "completed" and line and line.is_told), (attempt, line)
    elif attempt.cost:
        assert line is not None, attempt
        assert (str(line.call), line.cost_microusd) == (request_id, attempt.cost), (attempt, line)


def _late(call_id: UUID) -> UUID:
    """The id of the correction of a call that the sweep closed and that did finish."""
    return UUID(md5(f"{call_id}:late".encode(), usedforsecurity=False).hexdigest())


def _room(refusal: dict[str, Any]) -> tuple[int, int]:
    """Return what the refusing window had left, and what the call could have cost."""
    held, spent, limit = (parse_usd(refusal[f"{name}_usd"]) for name in ("held", "spent", "limit"))
    return limit - spent - held, parse_usd(refusal["call_usd"])
