import json

from tests.house import code_of, data_of
from tests.runtime.conftest import WORDS, read, row_of, says, start, until_state


def frames(body: str) -> list[tuple[str, str, dict]]:
    """Read server-sent events: id, name, data."""
    found = []
    for block in body.split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.split("\n") if ": " in line and not line.startswith(":"))
        if "event" in fields:
            found.append((fields["id"], fields["event"], json.loads(fields["data"])))
    return found


class TestReading:
    async def test_ones_own_runs_are_listed_newest_first(self, host, member, office_api) -> None:
        runs = [await start(host, member) for _ in range(3)]
        for run in runs:
            await read(host, run)
        listed = data_of(await office_api.get("/runs", params={"agent": "helper", "state": "completed"}))
        assert [each["id"] for each in listed] == [str(run.id) for run in reversed(runs)]
        assert listed[0]["answer"] == "".join(WORDS)

    async def test_nobody_elses_can_be_seen(self, host, member, office, stranger) -> None:
        run = await start(host, member)
        await read(host, run)
        api = await office.client(stranger)
        assert data_of(await api.get("/runs")) == []
        for answer in (
            await api.get(f"/runs/{run.id}"),
            await api.get(f"/runs/{run.id}/stream"),
            await api.post(f"/runs/{run.id}/stop"),
            await api.post(f"/runs/{run.id}/continue"),
        ):
            assert code_of(answer) == (404, "not_found")

    async def test_a_state_that_is_none_is_refused(self, office_api) -> None:
        assert code_of(await office_api.get("/runs", params={"state": "odd"})) == (422, "invalid_input")


class TestStream:
    async def test_gives_every_event_with_the_place_to_resume_from(self, host, member, office_api) -> None:
        run = await start(host, member)
        answer = await office_api.get(f"/runs/{run.id}/stream")
        assert answer.headers["content-type"].startswith("text/event-stream")
        assert "\r" not in answer.text
        events = frames(answer.text)
        assert events[0][1] == "start"
        assert events[-1][1] == "complete"
        assert "".join(data["text"] for _, name, data in events if name == "text") == "".join(WORDS)
        for place, (identifier, _, _) in enumerate(events[:-1]):
            rest = await office_api.get(f"/runs/{run.id}/stream", headers={"Last-Event-ID": identifier})
            assert frames(rest.text) == events[place + 1 :]

    async def test_has_nothing_left_after_the_last_event(self, host, member, office_api) -> None:
        run = await start(host, member)
        last = (await read(host, run))[-1]
        answer = await office_api.get(f"/runs/{run.id}/stream", params={"after": last.seq})
        assert (answer.status_code, answer.content) == (204, b"")


class TestOrders:
    async def test_stop_then_continue(self, host, member, office_api, provider) -> None:
        provider.script(says(pause_s=0.1))
        run = await start(host, member, is_detached=True)
        data_of(await office_api.post(f"/runs/{run.id}/stop"))
        await until_state(host, run, "stopped")
        provider.script(says("Again."))
        answer = await office_api.post(f"/runs/{run.id}/continue")
        assert answer.status_code == 202
        assert (await until_state(host, run, "completed")).answer.endswith("Again.")
        assert code_of(await office_api.post(f"/runs/{run.id}/continue")) == (409, "wrong_state")
        assert (await row_of(host, run)).epoch == 2
