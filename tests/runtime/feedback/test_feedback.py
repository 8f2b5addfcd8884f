import pytest

from tests.house import code_of, data_of
from tests.runtime.conftest import asks, read, says, start


@pytest.fixture
async def run(host, member, provider):
    provider.script(asks("look_up", '{"name": "Ada"}'), says("Found."))
    run = await start(host, member)
    await read(host, run)
    return run


class TestFeedback:
    async def test_is_kept_once_per_subject_and_can_be_changed(self, run, office_api) -> None:
        path = f"/runs/{run.id}/feedback"
        data_of(await office_api.put(path, json={"thumb": "up"}))
        data_of(await office_api.put(path, json={"thumb": "down", "stars": 2, "comment": " Wrong. "}))
        (kept,) = data_of(await office_api.get(path))
        assert (kept["thumb"], kept["stars"], kept["comment"]) == ("down", 2, "Wrong.")

    async def test_of_a_tool_call_counts_for_the_tool(self, run, office_api) -> None:
        body = {"subject": "tool_call", "subject_id": "call_1", "thumb": "up", "stars": 5}
        data_of(await office_api.put(f"/runs/{run.id}/feedback", json=body))
        told = data_of(await office_api.get("/tools/look_up"))["statistics"]["feedback"]
        assert told == {"n": 1, "up": 1, "down": 0, "stars_mean": 5.0}

    async def test_of_a_call_that_never_was_is_refused(self, run, office_api) -> None:
        body = {"subject": "tool_call", "subject_id": "odd", "thumb": "up"}
        assert code_of(await office_api.put(f"/runs/{run.id}/feedback", json=body)) == (404, "not_found")

    async def test_can_be_taken_back(self, run, office_api) -> None:
        path = f"/runs/{run.id}/feedback"
        await office_api.put(path, json={"thumb": "up"})
        assert (await office_api.delete(path)).status_code == 204
        assert data_of(await office_api.get(path)) == []

    async def test_on_somebody_elses_run_is_not_taken(self, run, office, stranger) -> None:
        api = await office.client(stranger)
        assert code_of(await api.put(f"/runs/{run.id}/feedback", json={"thumb": "up"})) == (404, "not_found")

    @pytest.mark.parametrize(
        "body", [{}, {"stars": 6}, {"thumb": "sideways"}, {"comment": "  "}, {"comment": "x" * 2001}]
    )
    async def test_has_to_say_something_that_fits(self, run, office_api, body) -> None:
        assert (await office_api.put(f"/runs/{run.id}/feedback", json=body)).status_code == 422
