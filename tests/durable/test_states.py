"""Every order in every state: a walk of random orders and claims beside a model made of `MOVES` alone."""

import asyncio

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import text

from pilothouse.core.ids import new_id
from pilothouse.db.embedded import Cluster
from pilothouse.db.engine import Database, DatabaseSettings
from pilothouse.durable import states
from pilothouse.durable.attempt import Attempt, Fenced
from pilothouse.durable.service import WorkService, WrongState
from tests.conftest import make_tenant

from .conftest import add_work, work_row

KIND = "walked"


class TestTable:
    def test_every_state_is_of_one_sort(self):
        sorts = (states.PARKED, states.ACTIVE, states.FINAL)
        assert sorted(state for sort in sorts for state in sort) == sorted(states.STATES)

    def test_every_order_leads_from_states_that_exist_to_another(self):
        for allowed, target in states.MOVES.values():
            assert allowed <= set(states.STATES)
            assert target in states.STATES
            assert target not in allowed - {states.PAUSED}

    def test_no_state_is_a_dead_end_save_the_completed(self):
        left = {state for allowed, _ in states.MOVES.values() for state in allowed}
        assert set(states.STATES) - left == {states.COMPLETED}


class Walk(RuleBasedStateMachine):
    """One row of work; an attempt may hold it. Wrong orders change nothing; whoever lost the claim writes nothing."""

    cluster: Cluster

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.Runner()
        self.epoch = self.seq = 0
        self.attempt: Attempt | None = None
        self.lost: list[Attempt] = []

    def run(self, coroutine):
        return self.loop.run(coroutine)

    @initialize(state=st.sampled_from([states.DRAFT, states.WAITING_FOR_APPROVAL, states.APPROVED, states.QUEUED]))
    def begin(self, state: str) -> None:
        async def _begin() -> None:
            self.database = Database(self.cluster.app_url, DatabaseSettings(pool_size=1))
            self.organization = (await make_tenant(self.database)).organization_id
            # another engine's, so that no runner of another test takes it
            self.work_id = new_id()
            async with self.database.transaction(self.organization) as session:
                await WorkService(session, "elsewhere").add(self.work_id, self.organization, KIND, state=state)

        self.run(_begin())
        self.state = state

    @rule(order=st.sampled_from(sorted(states.MOVES)))
    def order(self, order: str) -> None:
        allowed, target = states.MOVES[order]

        async def _order() -> int:
            async with self.database.transaction(self.organization) as session:
                work = WorkService(session)
                return await work.order(await work.locked(self.work_id), order, "work", events=1)

        if self.state in allowed:
            assert self.run(_order()) == self.seq + 1
            self.seq += 1
            self.state = target
            self._lose_attempt()
        else:
            with pytest.raises(WrongState, match=self.state.replace("_", " ")):
                self.run(_order())

    @rule()
    def edit(self) -> None:
        async def _edit() -> int:
            async with self.database.transaction(self.organization) as session:
                work = WorkService(session)
                return await work.interrupt(await work.locked(self.work_id), events=2)

        assert self.run(_edit()) == self.seq + 1
        self.seq += 2
        self.state = states.QUEUED if self.state == states.RUNNING else self.state
        self._lose_attempt()

    @rule()
    def claim(self) -> None:
        async def _claim():
            async with self.database.transaction() as session:
                question = text("select * from durable_claim_one(:work, :runner)")
                answer = await session.execute(question, {"work": self.work_id, "runner": new_id()})
                return answer.one_or_none()

        row = self.run(_claim())
        assert (row is not None) == (self.state in states.ACTIVE)
        if row is not None:
            self._lose_attempt()
            self.state = states.RUNNING
            self.attempt = Attempt(
                self.database, self.work_id, self.organization, KIND, row.epoch, row.attempts, lambda: True
            )

    @precondition(lambda self: self.attempt)
    @rule(end=st.sampled_from([None, states.COMPLETED, states.FAILED, states.WAITING_FOR_APPROVAL]))
    def write(self, end: str | None) -> None:
        async def _write() -> int:
            async with self.attempt.write(events=1) as (session, first):
                if end is not None:
                    await self.attempt.finish(session, end)
                return first

        assert self.run(_write()) == self.seq + 1
        self.seq += 1
        if end is not None:
            self.state = end
            self._lose_attempt()

    @precondition(lambda self: self.lost)
    @rule()
    def write_of_one_that_lost_its_claim(self) -> None:
        async def _write(attempt: Attempt) -> None:
            async with attempt.write(events=1):
                pass

        with pytest.raises(Fenced):
            self.run(_write(self.lost[-1]))

    def _lose_attempt(self) -> None:
        if self.attempt is not None:
            self.lost.append(self.attempt)
            self.attempt = None

    @invariant()
    def the_row_is_as_the_model_says(self) -> None:
        if not hasattr(self, "state"):
            return
        row = self.run(work_row(self.database, self.organization, self.work_id))
        assert (row.state, row.last_seq) == (self.state, self.seq)
        assert row.epoch >= self.epoch
        assert (row.runner_id is not None) == (self.state == states.RUNNING)
        self.epoch = row.epoch

    def teardown(self) -> None:
        if hasattr(self, "database"):
            self.run(self.database.close())
        self.loop.close()


def test_every_order_does_what_the_table_says_and_nothing_else(cluster):
    walk = type("Walk", (Walk,), {"cluster": cluster})
    run_state_machine_as_test(walk, settings=settings(max_examples=25, stateful_step_count=25, deadline=None))


async def test_work_that_is_not_there_cannot_be_locked(database, organization):
    async with database.transaction(organization) as session:
        assert await WorkService(session).locked(new_id()) is None


async def test_work_of_another_organization_cannot_be_locked(database, organization, other_tenant):
    work_id = await add_work(database, organization, KIND, state=states.PAUSED)
    async with database.transaction(other_tenant.organization_id) as session:
        assert await WorkService(session).locked(work_id) is None
