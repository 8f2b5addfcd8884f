"""Look whether every entry is there, in its place and unchanged."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row, text

from pilothouse.access.audit.schemas import AuditProblem, AuditVerification
from pilothouse.core.principal import Principal
from pilothouse.db.engine import Database

_AT_ONCE = 10_000
_MOST_ENTRIES = 200_000  # of one answer: three seconds where 65,000 a second were measured; programs wait thirty
_MOST_PROBLEMS = 100

# Where the chain begins: at 1, or where the entry that forgot the rest says.
_BEGINNING = text(
    """select f.first_seq, c.changes->'seq'->>1 as forgotten_seq, c.changes->'hash'->>1 as forgotten_hash
    from (select min(seq) as first_seq from audit_event where organization_id = :organization) f
    left join lateral (
      select changes from audit_event e where e.organization_id = :organization and e.action = 'audit.forget'
        and e.resource = 'audit:' || e.organization_id and e.changes->'seq'->>1 = (f.first_seq - 1)::text
      limit 1
    ) c on true"""
)
# Each entry beside the one before it.
_ENTRIES = text(
    """select e.seq, e.id, e.action, e.hash, e.seq - lag(e.seq, 1, cast(:after as bigint)) over place - 1 as missing,
      e.hash is distinct from audit_hash(lag(e.hash, 1, cast(:hash as bytea)) over place, e) as is_changed
    from audit_event e where e.organization_id = :organization and e.seq > :after
    window place as (order by e.seq) order by e.seq limit :at_most"""
)
_FOREIGN = text(
    """select id, action from audit_event
    where organization_id = :organization and seq is null order by id limit :at_most"""
)
_END = text("select last_seq, last_hash from audit_chain where organization_id = :organization")
_HASH_AT = text("select hash from audit_event where organization_id = :organization and seq = :seq")


@dataclass(frozen=True, slots=True)
class Known:
    """An entry of an earlier verification, and the hash that it had."""

    seq: int
    hash: bytes


class AuditVerifier:
    """Follows the chain of one organization from its beginning, in short transactions."""

    def __init__(self, database: Database, who: Principal) -> None:
        self._database = database
        self._organization = who.organization_id

    async def verify(self, known: Known | None = None, after: Known | None = None) -> AuditVerification:
        """Check every entry there is now, or as many as one answer has time for.

        Args:
            known: must still be there. Whoever owns the database can write a new chain as a whole, but none that holds
                a hash which was kept elsewhere.
            after: where an earlier answer that was not complete ended.
        """
        while True:
            begun = await self._one(_BEGINNING)
            found = await self._follow(begun, known, after)
            if (await self._one(_BEGINNING)).first_seq == begun.first_seq:  # nothing was forgotten meanwhile
                return found

    async def _follow(self, begun: Row[Any], known: Known | None, after: Known | None) -> AuditVerification:
        end = await self._end()
        beginning = Known(int(begun.forgotten_seq or 0), bytes.fromhex(begun.forgotten_hash or ""))
        place = after if after and after.seq > beginning.seq else beginning
        entries, problems = 0, list(await self._foreign() if after is None else ())
        while entries < _MOST_ENTRIES and (rows := await self._page(place)):
            entries += len(rows)
            problems += _problems(rows)
            place = Known(rows[-1].seq, rows[-1].hash)
        is_complete = entries < _MOST_ENTRIES
        if is_complete:
            problems += _cut(end, place.seq, place.hash if place.seq == end[0] else None)
        if known is not None:
            problems += await self._against(known)
        return AuditVerification(
            is_intact=is_complete and not problems,
            is_complete=is_complete,
            entries=entries,
            first_seq=begun.first_seq,
            last_seq=place.seq or None,
            end_seq=max(place.seq, end[0]) or None,
            hash=(place.hash or b"").hex() or None,
            problems=problems[:_MOST_PROBLEMS],
            verified_at=datetime.now(UTC),
        )

    async def _page(self, place: Known) -> Sequence[Row[Any]]:
        return await self._all(_ENTRIES, after=place.seq, hash=place.hash, at_most=_AT_ONCE)

    async def _end(self) -> tuple[int, bytes]:
        rows = await self._all(_END)
        return (rows[0].last_seq, rows[0].last_hash) if rows else (0, b"")

    async def _foreign(self) -> Iterator[AuditProblem]:
        rows = await self._all(_FOREIGN, at_most=_MOST_PROBLEMS)
        words = "The entry {} ({}) has no place: it was not written by this platform."
        return (_problem("foreign", words.format(row.id, row.action), entry_id=row.id) for row in rows)

    async def _against(self, known: Known) -> list[AuditProblem]:
        rows = await self._all(_HASH_AT, seq=known.seq)
        if rows and rows[0].hash == known.hash:
            return []
        words = f"Entry {known.seq} is not the one whose hash was kept: it is gone, or the log was written anew."
        return [_problem("changed", words, known.seq, known.seq)]

    async def _one(self, question: Any) -> Row[Any]:
        return (await self._all(question))[0]

    async def _all(self, question: Any, **arguments: Any) -> Sequence[Row[Any]]:
        async with self._database.transaction(self._organization) as session:
            return (await session.execute(question, {"organization": self._organization, **arguments})).all()


def _problems(rows: Sequence[Row[Any]]) -> Iterator[AuditProblem]:
    for row in rows:
        if row.missing > 0:
            # whether the entry after a gap is unchanged cannot be told: its hash goes on from one that is gone
            first, last = row.seq - row.missing, row.seq - 1
            words = f"Entries {first} to {last} are missing." if first < last else f"Entry {first} is missing."
            yield _problem("missing", words, first, last)
        elif row.is_changed:
            words = f"Entry {row.seq} ({row.action}) is not what was written, or does not follow on {row.seq - 1}."
            yield _problem("changed", words, row.seq, row.seq, row.id)


def _cut(end: tuple[int, bytes], last_seq: int, last_hash: bytes | None) -> Iterator[AuditProblem]:
    """Compare the last entry with the end that the chain is known to have; later ones came meanwhile."""
    if last_seq < end[0]:
        yield _problem("cut", f"The log ends with entry {last_seq}, and had {end[0]}.", last_seq + 1, end[0])
    elif last_hash is not None and last_hash != end[1]:
        yield _problem("cut", f"Entry {last_seq} is not the last one that was written.", last_seq, last_seq)


def _problem(
    kind: Any, message: str, first_seq: int | None = None, last_seq: int | None = None, entry_id: Any = None
) -> AuditProblem:
    return AuditProblem(kind=kind, message=message, first_seq=first_seq, last_seq=last_seq, entry_id=entry_id)
