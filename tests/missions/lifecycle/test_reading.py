"""Lists, pages, progress and events."""

import pytest

from pilothouse.server.paging import encode_cursor
from tests.house import code_of, data_of
from tests.missions.conftest import order, read, submit


async def ids(api, **query) -> list[str]:
    """Walk all pages of a list."""
    found: list[str] = []
    while True:
        answer = await api.get("/missions", params=query)
        found += [each["id"] for each in data_of(answer)]
        cursor = answer.json()["meta"]["pagination"]["next_cursor"]
        if cursor is None:
            return found
        query = {**query, "cursor": cursor}


class TestList:
    async def test_is_newest_first(self, api) -> None:
        made = [(await submit(api, f"Number {number}"))["id"] for number in range(3)]
        assert await ids(api) == made[::-1]

    @pytest.mark.parametrize(
        "sort", ["created_at", "-created_at", "title", "-title", "cost_usd", "percent", "-percent"]
    )
    async def test_pages_show_each_mission_once_in_every_order(self, api, sort) -> None:
        made = {(await submit(api, f"Number {number % 3}"))["id"] for number in range(7)}
        walked = await ids(api, sort=sort, limit=2)
        assert len(walked) == 7
        assert set(walked) == made
        assert walked == await ids(api, sort=sort)

    async def test_sorts_by_title(self, api) -> None:
        for title in ("Pear", "Apple", "Quince"):
            await submit(api, title=title)
        titles = [each["title"] for each in data_of(await api.get("/missions", params={"sort": "-title"}))]
        assert titles == ["Quince", "Pear", "Apple"]

    async def test_filters_by_state_and_says_how_many_there_are(self, api) -> None:
        one, two, _ = [await submit(api) for _ in range(3)]
        await order(api, one, "cancel")
        await order(api, two, "pause")
        assert await ids(api, state="cancelled") == [one["id"]]
        assert set(await ids(api, state="cancelled, paused")) == {one["id"], two["id"]}
        answer = await api.get("/missions", params={"state": "cancelled,paused", "limit": 1})
        assert answer.json()["meta"]["pagination"]["total"] == 2

    @pytest.mark.parametrize(
        ("text", "found"),
        [("sales", True), ("SALES", True), ("100%", True), ("%", True), ("1_0", False), ("\\", False)],
    )
    async def test_finds_text_as_it_is_written(self, api, text, found) -> None:
        mission = await submit(api, "Draw the sales at 100% width")
        assert await ids(api, q=text) == ([mission["id"]] if found else [])

    @pytest.mark.parametrize(
        ("query", "words"),
        [
            ({"state": "lost"}, "States are draft"),
            ({"sort": "colour"}, "Missions sort by created_at"),
            ({"cursor": "nonsense"}, "not one that this list gave out"),
            ({"limit": 0}, "limit"),
            ({"limit": 1_000}, "limit"),
            ({"q": "x" * 201}, "q"),
        ],
    )
    async def test_says_what_it_cannot_be_asked(self, api, query, words) -> None:
        answer = await api.get("/missions", params=query)
        assert code_of(answer)[0] == 422
        assert words in answer.json()["error"]["message"]

    @pytest.mark.parametrize("sort", ["created_at", "title", "percent", "cost_usd"])
    async def test_a_cursor_made_up_or_of_another_sort_is_refused(self, api, sort) -> None:
        mission = await submit(api)
        places = [
            ["x", "y"],
            [None, None],
            [{}, []],
            [1, 2],
            [True, "0"],
            ["\0", "x"],
            [-1, mission["id"]],
            [2**80, mission["id"]],
        ]
        for place in places:
            answer = await api.get("/missions", params={"sort": sort, "cursor": encode_cursor(*place)})
            if sort == "percent" and place[1] == mission["id"]:
                assert answer.status_code in {200, 422}  # a number like any other
            else:
                assert code_of(answer) == (422, "invalid_input"), place

    async def test_leaves_artifacts_out(self, api) -> None:
        await submit(api)
        (listed,) = data_of(await api.get("/missions"))
        assert (listed["artifacts"], listed["artifacts_count"]) == ([], 0)


class TestProgress:
    async def test_of_a_mission_that_has_not_begun(self, api) -> None:
        mission = await submit(api)
        assert data_of(await api.get(f"/missions/{mission['id']}/progress")) == {
            "current_step": None, "completed_steps": [], "start_time": None, "percent": 0, "eta": None,
        }  # fmt: skip

    async def test_of_one_on_its_way(self, api, worker) -> None:
        mission = await submit(api)
        await worker.advance(await worker.claim(mission["id"]), steps=2)
        progress = data_of(await api.get(f"/missions/{mission['id']}/progress"))
        assert progress["completed_steps"] == ["verification", "intent"]
        assert progress["current_step"] == "budget"
        assert progress["percent"] == 30
        assert progress["start_time"] == (await read(api, mission))["started_at"]


class TestEvents:
    async def test_come_from_a_number_on(self, api) -> None:
        mission = await submit(api)
        for name in ("pause", "resume", "cancel"):
            await order(api, mission, name)
        path = f"/missions/{mission['id']}/events"
        assert [event["rev"] for event in data_of(await api.get(path, params={"after": 2}))] == [3, 4]
        assert [event["rev"] for event in data_of(await api.get(path, params={"limit": 1}))] == [1]

    @pytest.mark.parametrize("after", [-1, 2**31, 10**30, "x"])
    async def test_from_a_number_that_cannot_be_are_refused(self, api, after) -> None:
        mission = await submit(api)
        answer = await api.get(f"/missions/{mission['id']}/events", params={"after": after})
        assert code_of(answer) == (422, "invalid_input")
