"""A witness inside PostgreSQL: triggers that write down every admission, in the transaction that makes it.

What a crash takes back of an admission it takes back of the testimony, so the two never differ. The witness sees
limits as they stand at the moment of the write, under the locks that the write holds; and it owns the clock that
decides about money, so that periods can be made to end.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import asyncpg

from tests.proof.gateways.patience import until_done

_LAY = """
create table witness_clock (ahead interval not null);
insert into witness_clock values ('0');
create or replace function gateway_now() returns timestamptz language sql volatile security definer
set search_path = public, pg_temp
as $$ select clock_timestamp() + (select ahead from witness_clock) $$;

create table witness_hold (transaction xid8, reservation_id uuid, amount bigint, admitted_at timestamptz);
create table witness_window (
  transaction xid8, window_id uuid, spent bigint, held bigint, limit_microusd bigint, is_hard boolean, is_off boolean,
  raised bigint, raised_until timestamptz);
create table witness_limit (transaction xid8, limit_id uuid, running int, parallel_calls int);

create function witness_holds() returns trigger language plpgsql security definer set search_path = public as $$ begin
  insert into witness_hold
  select pg_current_xact_id(), n.id, n.amount_microusd, n.admitted_at from new_rows n;
  return null;
end $$;
create trigger witness after insert on reservation referencing new table as new_rows
  for each statement execute function witness_holds();

create function witness_windows() returns trigger language plpgsql security definer set search_path = public as $$ begin
  insert into witness_window
  select pg_current_xact_id(), new.id, new.spent_microusd, new.held_microusd, new.limit_microusd, b.is_hard,
    b.shut_off_at is not null, b.raised_microusd, b.raised_until from budget b where b.id = new.budget_id;
  return null;
end $$;
create trigger witness after update on budget_window for each row
  when (new.held_microusd > old.held_microusd) execute function witness_windows();

create function witness_limits() returns trigger language plpgsql security definer set search_path = public as $$ begin
  insert into witness_limit values (pg_current_xact_id(), new.id, new.running, new.parallel_calls);
  return null;
end $$;
create trigger witness after update on call_limit for each row
  when (new.running > old.running) execute function witness_limits();
"""

# A transaction admits a batch. Had its last call not fitted, the windows would be below their limits without it.
_PASSED = """
with batch as (
  select transaction, max(admitted_at) as moment, array_agg(reservation_id) as holds from witness_hold group by 1
)
select b.holds, to_jsonb(w) as facts from witness_window w join batch b using (transaction)
where w.is_off or w.is_hard and w.spent + w.held > greatest(
  w.limit_microusd, case when w.raised_until > b.moment then w.raised end)
union all
select b.holds, to_jsonb(l) from witness_limit l join batch b using (transaction)
where l.running > l.parallel_calls
"""


@dataclass
class Witness:
    """Asks what was seen, as the owner of the database."""

    owner_url: str

    async def lay(self) -> None:
        """Begin to watch. Once, on a migrated database."""
        await self._execute(_LAY)

    async def move_clock(self, step: timedelta) -> None:
        """Let time jump, for everything that decides about money."""
        await self._execute("update witness_clock set ahead = ahead + $1", step)

    async def passed_limits(self, forced_holds: Callable[[], set[UUID]]) -> list[Any]:
        """Return admissions that passed a limit in force, but for holds that were booked anew without asking.

        `forced_holds` is asked last: a gateway says that it will book anew before it does.
        """
        rows = await self._execute(_PASSED)
        forced = forced_holds()
        return [row for row in rows if not forced.intersection(row["holds"])]

    async def admissions(self) -> int:
        """Return how many holds were seen."""
        return (await self._execute("select count(*) from witness_hold"))[0][0]

    async def forget(self) -> None:
        """Forget what was looked at."""
        await self._execute("truncate witness_hold, witness_window, witness_limit")

    async def _execute(self, query: str, *arguments: Any) -> Any:
        async def once() -> Any:
            connection = await asyncpg.connect(self.owner_url, timeout=5)
            try:
                return await (connection.fetch(query, *arguments) if query != _LAY else connection.execute(query))
            finally:
                await connection.close(timeout=5)

        return await until_done(once)
