"""SPEC MI-5: change a mission at any time; what the change makes wrong is run anew, and it is recorded."""

import asyncio

import pytest

from pilothouse.durable.attempt import Fenced, Outcome
from tests.house import code_of, data_of
from tests.missions.conftest import events_of, order, put_into, read, submit, upload

KEYS = ["verification", "intent", "budget", "selection", "execution", "finalize"]


async def edit(api, mission, **change):
    return data_of(await api.patch(f"/missions/{mission['id']}", json=change))


def completed(mission) -> list[str]:
    return [step["key"] for step in mission["steps"] if step["state"] == "completed"]


class TestWhatIsRunAnew:
    @pytest.mark.parametrize(
        ("change", "kept"),
        [
            ({"objective": "Something else"}, KEYS[:1]),
            ({"tool": "table_top"}, KEYS[:3]),
            ({"parameters": {"year": 1971}}, KEYS[:4]),
            ({"instructions": ["Only Japan"]}, KEYS[:4]),
            ({"instructions": ["Only Japan"], "tool": "table_top"}, KEYS[:3]),
            ({"parameters": {"year": 1971}, "objective": "Something else"}, KEYS[:1]),
            ({"title": "Renamed"}, KEYS[:5]),
            ({"budget_usd": "2"}, KEYS[:5]),
            ({"priority": "high"}, KEYS[:5]),
        ],
    )
    async def test_is_what_the_change_makes_wrong(self, api, hire, change, kept) -> None:
        mission = await submit(api, file_ids=[await upload(api)])
        worker = hire()
        await worker.advance(await worker.claim(mission["id"]), steps=5)
        edited = await edit(api, mission, **change)
        assert completed(edited) == kept
        assert edited["state"] == "queued"
        await hire().finish(mission["id"])
        ended = await read(api, mission)
        assert (ended["state"], completed(ended)) == ("completed", KEYS)
        started = [event["data"]["step"] for event in await events_of(api, mission)
                   if event["type"] == "mission.step" and event["data"]["phase"] == "completed"]  # fmt: skip
        assert started == KEYS[:5] + KEYS[len(kept) :]

    async def test_runs_under_a_new_revision_so_that_nothing_old_answers_for_it(self, api, hire) -> None:
        sources = []

        async def execution(run):
            sources.append(run.source)
            from pilothouse.missions.journal.journal import StepResult

            return StepResult("Done", {"answer": "x", "tools": []})

        mission = await submit(api)
        worker = hire(steps={"execution": execution})
        await worker.advance(await worker.claim(mission["id"]), steps=5)
        await edit(api, mission, instructions=["Once more"])
        await worker.finish(mission["id"])
        assert [source.rpartition(":")[2] for source in sources] == ["0", "1"]

    async def test_reaches_the_agent(self, api, hire, paid_house, member, upstream) -> None:
        api = await paid_house.client(member)
        mission = await submit(api, "Write a haiku")
        await edit(api, mission, instructions=["About rain"], parameters={"lines": 3})
        await edit(api, mission, instructions=["In German"])
        await hire(paid_house).finish(mission["id"])
        told = str(upstream.requests[-1]["messages"])
        for words in ("Write a haiku", "About rain", "In German", "lines: 3"):
            assert words in told


class TestWhileItRuns:
    async def test_the_attempt_at_work_is_stopped_before_it_writes(self, api, hire) -> None:
        mission = await submit(api)
        worker = hire()
        attempt = await worker.claim(mission["id"])
        await worker.advance(attempt)
        await edit(api, mission, objective="Something else")
        with pytest.raises(Fenced):
            await worker.advance(attempt)
        await worker.finish(mission["id"])
        assert (await read(api, mission))["objective"] == "Something else"

    async def test_many_at_once_are_all_kept_and_numbered(self, api) -> None:
        mission = await submit(api, draft=True)
        await asyncio.gather(*(edit(api, mission, instructions=[f"Number {number}"]) for number in range(8)))
        edited = await read(api, mission)
        assert sorted(edited["instructions"]) == [f"Number {number}" for number in range(8)]
        assert len(await events_of(api, mission)) == 9

    async def test_with_pauses_and_resumes_in_between_it_ends_all_the_same(self, api, hire) -> None:
        mission = await submit(api, file_ids=[await upload(api)])
        for number in range(5):
            worker = hire()
            await worker.advance(await worker.claim(mission["id"]))
            await order(api, mission, "pause")
            await edit(api, mission, instructions=[f"Number {number}"])
            assert (await read(api, mission))["state"] == "paused"
            await order(api, mission, "resume")
        assert await hire().finish(mission["id"]) is Outcome.DONE
        assert (await read(api, mission))["state"] == "completed"
        await events_of(api, mission)


class TestEdit:
    async def test_changes_what_is_given_and_nothing_else(self, api) -> None:
        mission = await submit(api, parameters={"a": 1}, draft=True)
        edited = await edit(api, mission, title="Renamed", budget_usd="2.5", priority="low")
        expected = {"title": "Renamed", "budget_usd": "2.500000", "priority": "low", "rev": 2}
        assert {**edited, "model": None} == {**mission, **expected, "model": None}

    async def test_is_recorded_with_who_did_it(self, api, member) -> None:
        mission = await submit(api, draft=True)
        await edit(api, mission, tool="table_top")
        event = (await events_of(api, mission))[-1]
        assert event["type"] == "mission.edited"
        assert event["data"]["changes"] == {"tool": "table_top"}
        assert event["data"]["by"] == str(member.user_id)

    async def test_of_nothing_is_nothing(self, api) -> None:
        mission = await submit(api, draft=True)
        assert (await edit(api, mission))["rev"] == 1

    async def test_a_paused_mission_stays_paused(self, api) -> None:
        mission = await submit(api)
        await order(api, mission, "pause")
        assert (await edit(api, mission, objective="Something else"))["state"] == "paused"

    @pytest.mark.parametrize("state", ["completed", "cancelled"])
    async def test_comes_too_late_for_a_mission_that_is_over(self, api, database, member, state) -> None:
        mission = await submit(api, draft=True)
        await put_into(database, mission, member.organization_id, state)
        answer = await api.patch(f"/missions/{mission['id']}", json={"title": "Late"})
        assert code_of(answer) == (409, "mission_finished")

    async def test_refuses_what_a_submit_would_refuse(self, api) -> None:
        mission = await submit(api, draft=True)
        for change, field in [
            ({"objective": "x" * 20_000}, "objective"),
            ({"budget_usd": "-1"}, "budget_usd"),
            ({"priority": "urgent"}, "priority"),
            ({"instructions": [""]}, "instructions.0"),
            ({"instructions": ["x" * 2_001]}, "instructions.0"),
            ({"state": "completed"}, "state"),
            ({"cost_usd": "0"}, "cost_usd"),
        ]:
            answer = await api.patch(f"/missions/{mission['id']}", json=change)
            assert code_of(answer) == (422, "invalid_input"), change
            assert answer.json()["error"]["details"]["fields"][0]["field"] == field
        assert (await read(api, mission))["rev"] == 1

    async def test_of_an_unknown_tool_is_refused_and_changes_nothing(self, api) -> None:
        mission = await submit(api, draft=True)
        answer = await api.patch(f"/missions/{mission['id']}", json={"tool": "nothing", "title": "Renamed"})
        assert code_of(answer) == (422, "tool_does_not_fit")
        assert (await read(api, mission))["title"] == mission["title"]
