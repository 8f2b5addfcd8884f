"""What happens when a step does not go well: retries, crashes, fences, budgets, people who left."""

import asyncio
from uuid import UUID

import pytest
from sqlalchemy import text

from pilothouse.core.errors import UpstreamFailed
from pilothouse.db.away import DatabaseAway
from pilothouse.durable.attempt import Fenced, Outcome
from pilothouse.missions.errors import ToolDoesNotFit
from pilothouse.missions.execution.steps import RUN
from pilothouse.missions.journal.journal import StepResult
from pilothouse.storage.blobs import StorageFull
from tests.gateway.upstream import Reply
from tests.house import data_of
from tests.missions.conftest import events_of, order, read, submit, upload


class Flaky:
    """A step that fails a number of times and then succeeds."""

    def __init__(self, error: Exception, times: int) -> None:
        self.error = error
        self.times = times
        self.sources: list[str] = []

    async def __call__(self, run) -> StepResult:
        self.sources.append(run.source)
        await run.progress(0.5, "Half way")
        if len(self.sources) <= self.times:
            raise self.error
        return StepResult(
            "It worked", {"type": "write"}, {"intent": {"type": "write", "confidence": 0.5, "reason": "x"}}
        )


@pytest.fixture
def row_of(owner_database):
    async def _row(mission):
        question = text(
            "select state, extract(epoch from due_at - clock_timestamp()) as due_in_s from work where id = :id"
        )
        async with owner_database.transaction() as session:
            return (await session.execute(question, {"id": UUID(mission["id"])})).one()

    return _row


class TestFailuresThatPass:
    async def test_are_tried_again_after_a_pause_that_grows(self, api, hire, row_of) -> None:
        flaky = Flaky(UpstreamFailed("The provider stumbled."), times=2)
        worker = hire(steps={"intent": flaky})
        mission = await submit(api)
        pauses = []
        for _ in range(2):
            assert await worker.finish(mission["id"]) is Outcome.PARKED
            row = await row_of(mission)
            assert row.state == "queued"
            pauses.append(float(row.due_in_s))
        assert 0.5 < pauses[0] < 1.3
        assert 1.3 < pauses[1] < 2.5
        await worker.finish(mission["id"])
        ended = await read(api, mission)
        assert ended["state"] == "completed"
        # each try carries the same key, so that outside systems see one and the same call
        assert len(set(flaky.sources)) == 1
        assert len(flaky.sources) == 3

    async def test_end_the_mission_when_they_do_not_pass(self, api, hire) -> None:
        worker = hire(steps={"intent": Flaky(UpstreamFailed("The provider stumbled."), times=99)}, step_tries=3)
        mission = await submit(api)
        outcomes = [await worker.finish(mission["id"]) for _ in range(3)]
        assert outcomes == [Outcome.PARKED, Outcome.PARKED, Outcome.DONE]
        failed = await read(api, mission)
        assert (failed["state"], failed["error"]["code"]) == ("failed", "upstream_failed")
        assert failed["state_reason"] == "The provider stumbled."
        assert failed["finished_at"]

    async def test_never_move_the_percent_back(self, api, hire) -> None:
        worker = hire(steps={"intent": Flaky(UpstreamFailed("No."), times=2)})
        mission = await submit(api)
        for _ in range(3):
            await worker.finish(mission["id"])
        percents = [event["data"]["percent"] for event in await events_of(api, mission) if "percent" in event["data"]]
        assert percents == sorted(percents)

    async def test_a_full_disk_is_named_and_not_taken_for_a_crash(self, api, hire) -> None:
        worker = hire(steps={"intent": Flaky(StorageFull(), times=99)}, step_tries=2)
        mission = await submit(api)
        assert [await worker.finish(mission["id"]) for _ in range(2)] == [Outcome.PARKED, Outcome.DONE]
        assert (await read(api, mission))["error"]["code"] == "storage_full"

    async def test_a_database_that_is_away_is_left_to_the_runner(self, api, hire) -> None:
        worker = hire(steps={"intent": Flaky(DatabaseAway(), times=1)})
        mission = await submit(api)
        with pytest.raises(DatabaseAway):
            await worker.finish(mission["id"])
        await worker.finish(mission["id"])
        assert (await read(api, mission))["state"] == "completed"


class TestFailuresThatDoNotPass:
    async def test_end_the_mission_at_once_with_what_to_do(self, api, hire) -> None:
        worker = hire(steps={"intent": Flaky(ToolDoesNotFit("Choose another tool."), times=1)})
        mission = await submit(api)
        assert await worker.finish(mission["id"]) is Outcome.DONE
        failed = await read(api, mission)
        assert failed["error"] == {"code": "tool_does_not_fit", "message": "Choose another tool.", "details": {}}
        events = await events_of(api, mission)
        assert [(event["type"], event["data"].get("phase") or event["data"]["state"]) for event in events[-2:]] == [
            ("mission.step", "failed"), ("mission.state", "failed"),
        ]  # fmt: skip

    async def test_of_our_own_say_so_without_the_inside(self, api, hire) -> None:
        worker = hire(steps={"intent": Flaky(RuntimeError("the secret inside"), times=1)})
        mission = await submit(api)
        await worker.finish(mission["id"])
        failed = await read(api, mission)
        assert failed["error"]["code"] == "step_failed"
        assert "secret" not in str(await events_of(api, mission)) + str(failed)

    async def test_a_step_that_takes_too_long_is_ended(self, api, hire) -> None:
        async def endless(run) -> StepResult:
            await asyncio.Event().wait()
            raise AssertionError

        worker = hire(steps={"intent": endless}, step_timeout_s=0.05, step_tries=1)
        mission = await submit(api)
        await worker.finish(mission["id"])
        failed = await read(api, mission)
        assert failed["error"]["code"] == "timed_out"
        assert "longer than 0.05 s" in failed["error"]["message"]

    async def test_can_be_retried_and_finished_steps_are_not_run_again(self, api, hire) -> None:
        flaky = Flaky(ToolDoesNotFit("No."), times=1)
        verified: list[str] = []

        async def verification(run) -> StepResult:
            verified.append(run.source)
            return StepResult("Fine")

        worker = hire(steps={"verification": verification, "intent": flaky})
        mission = await submit(api)
        await worker.finish(mission["id"])
        again = await order(api, mission, "retry")
        assert (again["error"], again["percent"]) == (None, 5)
        await worker.finish(mission["id"])
        assert (await read(api, mission))["state"] == "completed"
        assert len(verified) == 1
        # a retry is a new revision: outside systems are asked anew
        assert len(set(flaky.sources)) == 2


class TestCrashes:
    async def test_a_mission_goes_on_where_another_process_left_it(self, api, hire) -> None:
        mission = await submit(api, file_ids=[await upload(api)])
        first, second = hire(), hire()
        await first.advance(await first.claim(mission["id"]), steps=3)
        await second.finish(mission["id"])
        ended = await read(api, mission)
        assert ended["state"] == "completed"
        completed = [event["data"]["step"] for event in await events_of(api, mission)
                     if event["type"] == "mission.step" and event["data"]["phase"] == "completed"]  # fmt: skip
        assert len(completed) == len(set(completed)) == 6

    async def test_whoever_lost_the_claim_writes_nothing(self, api, hire) -> None:
        mission = await submit(api)
        paused, survivor = hire(), hire()
        attempt = await paused.claim(mission["id"])
        await paused.advance(attempt)
        await survivor.finish(mission["id"])
        before = await events_of(api, mission)
        with pytest.raises(Fenced):
            await paused.advance(attempt)
        assert await events_of(api, mission) == before

    async def test_three_times_in_one_step_set_the_mission_aside(self, api, hire) -> None:
        mission = await submit(api)
        for _ in range(3):
            dead = hire()
            await dead.claim(mission["id"])  # and then the process is gone
        survivor = hire()
        assert await survivor.finish(mission["id"]) is Outcome.DONE
        failed = await read(api, mission)
        assert (failed["state"], failed["error"]["code"]) == ("failed", "step_failed")
        assert "ended its process 3 times" in failed["error"]["message"]
        await order(api, mission, "retry")
        await survivor.finish(mission["id"])
        assert (await read(api, mission))["state"] == "completed"

    async def test_spread_over_several_steps_do_not(self, api, hire) -> None:
        mission = await submit(api)
        for _ in range(5):
            dead = hire()
            await dead.advance(await dead.claim(mission["id"]))
        await hire().finish(mission["id"])
        assert (await read(api, mission))["state"] == "completed"


class TestOwner:
    async def test_who_was_deactivated_answers_for_nothing_any_more(self, api, hire, owner_database, member) -> None:
        mission = await submit(api)
        async with owner_database.transaction() as session:
            await session.execute(
                text("update user_account set is_active = false where id = :id"), {"id": member.user_id}
            )
        worker = hire()
        await worker.finish(mission["id"])
        async with owner_database.transaction() as session:
            row = (await session.execute(text(
                "select w.state, m.error from work w join mission m using (id) where id = :id"
            ), {"id": UUID(mission["id"])})).one()  # fmt: skip
        assert (row.state, row.error["code"]) == ("failed", "owner_inactive")

    async def test_runs_under_the_permissions_of_its_owner(self, api, hire, member) -> None:
        seen = []

        async def intent(run) -> StepResult:
            seen.append(run.owner)
            return StepResult("Fine", {"type": "write"})

        mission = await submit(api)
        await hire(steps={"intent": intent}).finish(mission["id"])
        assert seen[0].user_id == member.user_id
        assert seen[0].organization_id == member.organization_id


class TestBudget:
    @pytest.fixture
    async def paid_api(self, paid_house, member):
        return await paid_house.client(member)

    async def test_what_a_model_costs_is_shown_to_the_microdollar(self, paid_house, paid_api, hire, upstream) -> None:
        upstream.replies = [Reply(usage={"prompt_tokens": 1000, "completion_tokens": 500})]
        mission = await submit(paid_api, "Write a haiku")
        assert mission["model"]["connected"] is True
        await hire(paid_house).finish(mission["id"])
        ended = await read(paid_api, mission)
        assert ended["state"] == "completed", ended["error"]
        calls = len(upstream.requests)
        assert calls >= 1
        assert ended["cost_usd"] == f"{calls * 0.0075:.6f}"  # 1,000 tokens at $2.50 and 500 at $10 a million
        assert "Hello, world" in ended["answer"]

    async def test_too_small_fails_before_money_is_spent_and_can_be_raised(
        self, paid_house, paid_api, hire, upstream
    ) -> None:
        worker = hire(paid_house)
        mission = await submit(paid_api, "Write a haiku", budget_usd="0.000100")
        await worker.finish(mission["id"])
        failed = await read(paid_api, mission)
        assert (failed["state"], failed["error"]["code"]) == ("failed", "budget_too_small")
        assert "Raise the budget and retry" in failed["error"]["message"]
        assert failed["error"]["details"]["left_microusd"] == 100
        assert upstream.requests == []
        raised = data_of(await paid_api.patch(f"/missions/{mission['id']}", json={"budget_usd": "1"}))
        assert (raised["state"], raised["budget_usd"]) == ("failed", "1.000000")
        await order(paid_api, mission, "retry")
        await worker.finish(mission["id"])
        assert (await read(paid_api, mission))["state"] == "completed"

    async def test_is_enforced_at_the_call_itself(self, paid_house, paid_api, hire, upstream) -> None:
        """Whatever the estimate said, no call passes the limit."""

        async def optimist(run) -> StepResult:
            return StepResult("It will do")

        worker = hire(paid_house, steps={"budget": optimist})
        mission = await submit(paid_api, "Write a haiku", budget_usd="0.000100")
        await worker.finish(mission["id"])
        failed = await read(paid_api, mission)
        assert (failed["state"], failed["error"]["code"]) == ("failed", "budget_exceeded")
        assert upstream.requests == []

    async def test_a_provider_that_stumbles_is_asked_again(self, paid_house, paid_api, hire, upstream) -> None:
        upstream.replies = [Reply(status=503), Reply()]
        worker = hire(paid_house)
        mission = await submit(paid_api, "Write a haiku")
        assert await worker.finish(mission["id"]) is Outcome.PARKED
        assert await worker.finish(mission["id"]) is Outcome.DONE
        assert (await read(paid_api, mission))["state"] == "completed"

    async def test_a_call_that_was_paid_for_is_not_made_again_after_a_crash(
        self, paid_house, paid_api, hire, upstream
    ) -> None:
        async def dies(run) -> StepResult:
            await RUN["execution"](run)
            raise asyncio.CancelledError  # the process ends before the step's result is written

        mission = await submit(paid_api, "Write a haiku")
        first = hire(paid_house, steps={"execution": dies})
        with pytest.raises(asyncio.CancelledError):
            await first.finish(mission["id"])
        paid = len(upstream.requests)
        assert paid >= 1
        await hire(paid_house).finish(mission["id"])
        assert (await read(paid_api, mission))["state"] == "completed"
        assert len(upstream.requests) == paid

    async def test_nor_is_an_artifact_stored_twice(self, api, hire) -> None:
        async def dies(run) -> StepResult:
            await RUN["execution"](run)
            raise asyncio.CancelledError

        mission = await submit(api, "Average mpg per origin, with a chart", file_ids=[await upload(api)])
        first = hire(steps={"execution": dies})
        with pytest.raises(asyncio.CancelledError):
            await first.finish(mission["id"])
        before = {artifact["id"] for artifact in (await read(api, mission))["artifacts"]}
        assert before
        await hire().finish(mission["id"])
        ended = await read(api, mission)
        kinds = sorted(artifact["kind"] for artifact in ended["artifacts"])
        assert kinds == ["chart", "markdown", "table"]
        assert before < {artifact["id"] for artifact in ended["artifacts"]}
        assert ended["artifacts_count"] == 3
