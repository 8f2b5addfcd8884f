"""Submitting: what is accepted, what is refused and in which words, and what one key makes of two submits."""

import asyncio

import pytest

from pilothouse.core.ids import new_id
from tests.house import code_of, data_of
from tests.missions.conftest import events_of, submit, upload


class TestSubmit:
    async def test_answers_with_the_whole_mission(self, api, member) -> None:
        file_id = await upload(api)
        answer = await api.post(
            "/missions",
            json={
                "objective": "Which origin has the best fuel economy? Show a chart.",
                "file_ids": [file_id],
                "parameters": {"year": 1970},
                "budget_usd": "0.5",
                "priority": "high",
            },
        )
        assert answer.status_code == 202
        mission = data_of(answer)
        assert mission["display_id"].startswith("m-")
        assert mission["title"] == "Which origin has the best fuel economy? Show a chart."
        assert mission["state"] == "queued"
        assert mission["owner"] == {"id": str(member.user_id), "name": "Ada"}
        assert (mission["agent"], mission["tool"], mission["priority"]) == ("analyst", None, "high")
        assert (mission["budget_usd"], mission["cost_usd"]) == ("0.500000", "0.000000")
        assert [file["name"] for file in mission["files"]] == ["cars.csv"]
        assert [(step["key"], step["index"], step["state"]) for step in mission["steps"]] == [
            ("verification", 1, "pending"), ("intent", 2, "pending"), ("budget", 3, "pending"),
            ("selection", 4, "pending"), ("execution", 5, "pending"), ("finalize", 6, "pending"),
        ]  # fmt: skip
        assert [(step["percent_from"], step["percent_to"]) for step in mission["steps"]] == [
            (0, 5), (5, 30), (30, 40), (40, 55), (55, 80), (80, 100),
        ]  # fmt: skip
        assert mission["percent"] == 0
        assert mission["artifacts"] == []
        assert mission["model"] == {"name": mission["model"]["name"], "connected": False}
        assert mission["rev"] == 1

    async def test_is_the_missions_first_event(self, api) -> None:
        mission = await submit(api)
        (event,) = await events_of(api, mission)
        assert (event["id"], event["type"], event["data"]["state"]) == (
            f"{mission['id']}:1",
            "mission.submitted",
            "queued",
        )

    @pytest.mark.parametrize(
        ("objective", "title"),
        [
            ("Sum the sales. Then draw them.", "Sum the sales"),
            ("First line\nsecond line", "First line"),
            ("word " * 40, "word word word word word word word word word word word word word word word word…"),
            ("x" * 100, "x" * 80 + "…"),
        ],
    )
    async def test_makes_a_title_of_the_objective(self, api, objective, title) -> None:
        assert (await submit(api, objective))["title"] == title

    async def test_keeps_files_in_their_order_and_each_once(self, api) -> None:
        first, second = await upload(api, "a.csv"), await upload(api, "b.csv")
        mission = await submit(api, file_ids=[second, first, second])
        assert [file["name"] for file in mission["files"]] == ["b.csv", "a.csv"]

    async def test_takes_an_objective_of_ten_thousand_characters(self, api) -> None:
        assert len((await submit(api, "x" * 10_000))["objective"]) == 10_000


class TestRefusals:
    async def test_a_field_that_cannot_be_is_named(self, api) -> None:
        for body, field in [
            ({}, "objective"),
            ({"objective": ""}, "objective"),
            ({"objective": "  \n "}, "objective"),
            ({"objective": "x" * 10_001}, "objective"),
            ({"objective": "x" * 20_000}, "objective"),
            ({"objective": 7}, "objective"),
            ({"objective": "x", "budget_usd": "-1"}, "budget_usd"),
            ({"objective": "x", "budget_usd": "-0.01"}, "budget_usd"),
            ({"objective": "x", "budget_usd": "one dollar"}, "budget_usd"),
            ({"objective": "x", "budget_usd": "NaN"}, "budget_usd"),
            ({"objective": "x", "budget_usd": -1}, "budget_usd"),
            ({"objective": "x", "budget_usd": "1e30"}, "budget_usd"),
            ({"objective": "x", "priority": "urgent"}, "priority"),
            ({"objective": "x", "file_ids": ["seven"]}, "file_ids.0"),
            ({"objective": "x", "file_ids": [str(new_id()) for _ in range(21)]}, "file_ids"),
            ({"objective": "x", "tool": "not a name"}, "tool"),
            ({"objective": "x", "title": ""}, "title"),
            ({"objective": "x", "budget": "1"}, "budget"),
            ({"objective": "x", "parameters": [1]}, "parameters"),
        ]:
            answer = await api.post("/missions", json=body)
            assert code_of(answer) == (422, "invalid_input"), body
            assert answer.json()["error"]["details"]["fields"][0]["field"] == field

    async def test_a_negative_budget_is_told_its_bounds(self, api) -> None:
        answer = await api.post("/missions", json={"objective": "x", "budget_usd": "-1"})
        assert "between 0 and 1,000,000,000" in answer.json()["error"]["message"]

    @pytest.mark.parametrize("content", ['{"objective": "x"', "", "objective=x", "{'objective': 'x'}", "[]"])
    async def test_malformed_json_is_said_to_be_that(self, api, content) -> None:
        answer = await api.post("/missions", content=content, headers={"content-type": "application/json"})
        assert code_of(answer) in {(400, "malformed_json"), (422, "invalid_input")}

    @pytest.mark.parametrize(
        "body",
        [
            {"objective": "NUL \0 inside"},
            {"objective": "x", "parameters": {"a": "NUL \0 inside"}},
            {"objective": "x", "title": "NUL \0 inside"},
        ],
    )
    async def test_characters_that_cannot_be_stored_are_named(self, api, body) -> None:
        answer = await api.post("/missions", json=body)
        assert code_of(answer) == (422, "invalid_input")
        assert "NUL" in answer.json()["error"]["message"]

    @pytest.mark.parametrize(
        "content", [r'{"objective": "half \ud800 a pair"}', r'{"objective": "x", "parameters": {"a": "\ud800"}}']
    )
    async def test_half_a_surrogate_pair_too(self, api, content) -> None:
        answer = await api.post("/missions", content=content, headers={"content-type": "application/json"})
        assert code_of(answer)[0] == 422

    async def test_a_body_of_two_megabytes_is_too_large(self, api) -> None:
        answer = await api.post("/missions", json={"objective": "x", "parameters": {"a": "x" * 2_000_000}})
        assert code_of(answer) == (413, "too_large")

    async def test_an_unknown_tool_is_answered_with_the_nearest(self, api) -> None:
        answer = await api.post("/missions", json={"objective": "x", "tool": "table_groups"})
        assert code_of(answer) == (422, "tool_does_not_fit")
        assert "table_group" in answer.json()["error"]["message"]

    async def test_an_unknown_agent_is_answered_with_those_there_are(self, api) -> None:
        answer = await api.post("/missions", json={"objective": "x", "agent": "nobody"})
        assert code_of(answer) == (404, "not_found")
        assert "analyst" in answer.json()["error"]["message"]

    async def test_a_file_that_is_not_there_or_not_ones_own_is_not_found(self, api, strangers_api) -> None:
        for file_id in (str(new_id()), await upload(strangers_api)):
            answer = await api.post("/missions", json={"objective": "x", "file_ids": [file_id]})
            assert code_of(answer) == (404, "not_found")
            assert answer.json()["error"]["details"] == {"missing": [file_id]}

    async def test_nothing_of_a_refused_mission_is_left(self, api) -> None:
        await api.post("/missions", json={"objective": "x", "tool": "nothing"})
        await api.post("/missions", json={"objective": "x \0"})
        await api.post("/missions", json={"objective": "x", "file_ids": [str(new_id())]})
        assert data_of(await api.get("/missions")) == []

    async def test_needs_the_permission(self, house, member) -> None:
        reader = await house.client(member, "missions:read")
        assert code_of(await reader.post("/missions", json={"objective": "x"})) == (403, "permission_denied")


class TestIdempotency:
    async def test_the_same_key_and_request_make_one_mission(self, api) -> None:
        body, headers = {"objective": "Once", "budget_usd": "0.10"}, {"Idempotency-Key": "order-7"}
        answers = [await api.post("/missions", json=body, headers=headers) for _ in range(3)]
        assert {answer.status_code for answer in answers} == {202}
        assert len({data_of(answer)["id"] for answer in answers}) == 1
        assert len(data_of(await api.get("/missions"))) == 1

    async def test_the_same_key_with_another_request_is_a_conflict(self, api) -> None:
        headers = {"Idempotency-Key": "order-7"}
        await api.post("/missions", json={"objective": "One"}, headers=headers)
        answer = await api.post("/missions", json={"objective": "Another"}, headers=headers)
        assert code_of(answer) == (409, "idempotency_conflict")
        assert "Use a new key" in answer.json()["error"]["message"]

    async def test_two_submits_at_the_same_moment_make_one_mission(self, api) -> None:
        headers = {"Idempotency-Key": "order-8"}
        answers = await asyncio.gather(
            *(api.post("/missions", json={"objective": "Once"}, headers=headers) for _ in range(8))
        )
        assert len({data_of(answer)["id"] for answer in answers}) == 1
        (mission,) = data_of(await api.get("/missions"))
        assert len(await events_of(api, mission)) == 1

    async def test_at_the_same_moment_with_other_requests_one_wins(self, api) -> None:
        headers = {"Idempotency-Key": "order-9"}
        answers = await asyncio.gather(
            *(api.post("/missions", json={"objective": f"Number {each}"}, headers=headers) for each in range(4))
        )
        assert sorted(answer.status_code for answer in answers) == [202, 409, 409, 409]

    async def test_a_key_belongs_to_whoever_sent_it(self, api, strangers_api) -> None:
        headers = {"Idempotency-Key": "order-10"}
        mine = data_of(await api.post("/missions", json={"objective": "Mine"}, headers=headers))
        theirs = data_of(await strangers_api.post("/missions", json={"objective": "Theirs"}, headers=headers))
        assert mine["id"] != theirs["id"]

    async def test_a_refused_request_does_not_use_up_its_key(self, api) -> None:
        headers = {"Idempotency-Key": "order-11"}
        await api.post("/missions", json={"objective": "x", "tool": "nothing"}, headers=headers)
        assert (await api.post("/missions", json={"objective": "x"}, headers=headers)).status_code == 202

    async def test_without_a_key_two_submits_are_two_missions(self, api) -> None:
        assert (await submit(api))["id"] != (await submit(api))["id"]
