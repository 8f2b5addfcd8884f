"""Six steps from end to end: on a real file with the built-in planner, and with a model that costs money."""

import asyncio
import csv
import io
import zipfile

import pytest

from pilothouse.durable.attempt import Outcome
from tests.house import code_of, data_of
from tests.missions.conftest import CARS, events_of, order, read, submit, upload

KEYS = ["verification", "intent", "budget", "selection", "execution", "finalize"]


@pytest.fixture
async def finished(api, worker):
    """A mission on a real file, carried through by one worker."""
    mission = await submit(
        api, "Which origin has the best average mpg? Show a table and a chart.", file_ids=[await upload(api)]
    )
    assert await worker.finish(mission["id"]) is Outcome.DONE
    return await read(api, mission)


class TestSixSteps:
    async def test_end_in_a_right_answer_with_report_table_and_chart(self, api, finished) -> None:
        assert (finished["state"], finished["percent"], finished["error"]) == ("completed", 100, None)
        assert "Japan" in finished["answer"]
        assert "33.17" in finished["answer"]  # (33 + 31.5 + 35) / 3
        by_kind = {artifact["kind"]: artifact for artifact in finished["artifacts"]}
        assert set(by_kind) == {"markdown", "table", "chart"}
        assert finished["artifacts_count"] == len(finished["artifacts"])
        table = await api.get(f"http://pilothouse.test{by_kind['table']['url']}")
        rows = list(csv.DictReader(io.StringIO(table.text)))
        assert {row["origin"] for row in rows} == {"Japan", "USA", "Europe"}
        picture = await api.get(f"http://pilothouse.test{by_kind['chart']['url']}")
        assert picture.content.startswith(b"\x89PNG")
        report = await api.get(f"http://pilothouse.test{by_kind['markdown']['url']}")
        assert finished["answer"].strip() in report.text

    async def test_tell_what_each_came_to(self, finished) -> None:
        assert [(step["key"], step["state"]) for step in finished["steps"]] == [(key, "completed") for key in KEYS]
        assert all(step["message"] and step["started_at"] and step["finished_at"] for step in finished["steps"])
        assert finished["intent"]["type"] in {"compare", "rank"}
        assert 0.2 <= finished["intent"]["confidence"] <= 0.95
        assert finished["intent"]["reason"]
        assert "table_group" in {tool["name"] for tool in finished["selected_tools"]}
        assert all(tool["reason"] for tool in finished["selected_tools"])
        assert (finished["current_step"], finished["eta_s"]) == (None, None)
        assert finished["cost_usd"] == "0.000000"

    async def test_leave_events_without_gaps_whose_percent_never_goes_back(self, api, finished) -> None:
        events = await events_of(api, finished)
        assert finished["rev"] == len(events)
        percents = [event["data"]["percent"] for event in events if "percent" in event["data"]]
        assert percents == sorted(percents)
        assert percents[-1] == 100
        phases = [
            (event["data"]["step"], event["data"]["phase"]) for event in events if event["type"] == "mission.step"
        ]
        assert [each for each in phases if each[1] != "progress"] == [
            (key, phase) for key in KEYS for phase in ("started", "completed")
        ]
        assert all(event["data"]["mission_id"] == finished["id"] for event in events)
        assert (events[-1]["type"], events[-1]["data"]["state"]) == ("mission.state", "completed")

    async def test_stay_inside_their_bands(self, api, finished) -> None:
        bands = {step["key"]: (step["percent_from"], step["percent_to"]) for step in finished["steps"]}
        for event in await events_of(api, finished):
            if event["type"] == "mission.step":
                lowest, highest = bands[event["data"]["step"]]
                assert lowest <= event["data"]["percent"] <= highest

    async def test_tell_of_tools_and_artifacts_as_they_come(self, api, finished) -> None:
        events = await events_of(api, finished)
        tools = [(event["data"]["name"], event["data"]["phase"]) for event in events if event["type"] == "mission.tool"]
        assert ("table_group", "started") in tools
        assert ("table_group", "finished") in tools
        told = [event["data"]["artifact"]["id"] for event in events if event["type"] == "mission.artifact"]
        assert told == [artifact["id"] for artifact in finished["artifacts"]]

    async def test_teach_how_long_the_next_will_take(self, api, worker, hire, finished) -> None:
        mission = await submit(api)
        later = hire()
        await later.advance(await later.claim(mission["id"]))
        assert (await read(api, mission))["eta_s"] is not None

    async def test_run_by_themselves_in_an_application_with_a_worker(self, working_house, member) -> None:
        api = await working_house.client(member)
        mission = await submit(api, "Summarise this file", file_ids=[await upload(api)])
        async with asyncio.timeout(30):
            while (now := await read(api, mission))["state"] != "completed":
                assert now["state"] in {"queued", "running"}, now["error"]
                await asyncio.sleep(0.05)
        await events_of(api, mission)


class TestVerification:
    async def test_notices_a_file_that_was_changed_on_disk(self, api, house, member, worker) -> None:
        file_id = await upload(api)
        sha256 = data_of(await api.get(f"/files/{file_id}"))["sha256"]
        (await house.platform.blobs.path(member.organization_id, sha256)).write_bytes(CARS + b"x,y,1,2,3\n")
        mission = await submit(api, file_ids=[file_id])
        await worker.finish(mission["id"])
        failed = await read(api, mission)
        assert (failed["state"], failed["error"]["code"]) == ("failed", "file_damaged")
        assert "Upload it again" in failed["error"]["message"]

    async def test_notices_a_file_that_is_gone(self, api, house, member, worker) -> None:
        file_id = await upload(api)
        sha256 = data_of(await api.get(f"/files/{file_id}"))["sha256"]
        (await house.platform.blobs.path(member.organization_id, sha256)).unlink()
        mission = await submit(api, file_ids=[file_id])
        await worker.finish(mission["id"])
        assert (await read(api, mission))["error"]["code"] == "not_found"


def workbook_without_sheets() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    return packed.getvalue()


class TestBadFiles:
    @pytest.mark.parametrize(
        ("name", "content"),
        [
            ("ragged.csv", b'a,b\n1,2,3,4\n"unclosed,5\n\n,,,,\n'),
            ("binary.csv", bytes(range(1, 256)) * 20),
            ("only-a-header.csv", b"a,b,c\n"),
            ("damaged.parquet", b"PAR1" + b"\x15\x00" * 40 + b"PAR1"),
            ("damaged.xlsx", workbook_without_sheets()),
        ],
        ids=lambda value: value if isinstance(value, str) else "",
    )
    async def test_end_in_words_that_help_and_leave_nothing_half_done(self, api, worker, name, content) -> None:
        mission = await submit(api, file_ids=[await upload(api, name, content)])
        assert await worker.finish(mission["id"]) is Outcome.DONE
        ended = await read(api, mission)
        assert ended["state"] in {"completed", "failed"}
        words = ended["answer"] if ended["state"] == "completed" else ended["error"]["message"]
        assert name in words or "file" in words.lower() or "row" in words.lower()
        assert "Traceback" not in words
        await events_of(api, mission)


class TestFixedTool:
    async def test_is_the_one_that_is_used(self, api, worker) -> None:
        mission = await submit(api, "What stands out here?", tool="table_outliers", file_ids=[await upload(api)])
        await worker.finish(mission["id"])
        ended = await read(api, mission)
        assert ended["state"] == "completed"
        assert ended["selected_tools"][0]["name"] == "table_outliers"

    async def test_that_needs_a_file_says_so_when_there_is_none(self, api, worker) -> None:
        mission = await submit(api, tool="table_group")
        await worker.finish(mission["id"])
        failed = await read(api, mission)
        assert failed["error"]["code"] == "tool_does_not_fit"
        assert [step["state"] for step in failed["steps"]] == ["completed"] * 3 + ["failed", "skipped", "skipped"]

    async def test_may_be_changed_and_the_mission_retried(self, api, worker) -> None:
        mission = await submit(api, tool="table_group")
        await worker.finish(mission["id"])
        assert code_of(await api.patch(f"/missions/{mission['id']}", json={"tool": "nothing"})) == (
            422,
            "tool_does_not_fit",
        )
        await api.patch(f"/missions/{mission['id']}", json={"tool": "http_request"})
        again = await order(api, mission, "retry")
        assert (again["state"], again["error"]) == ("queued", None)
        await worker.finish(mission["id"])
        ended = await read(api, mission)
        assert [tool["name"] for tool in ended["selected_tools"]] == ["http_request"]
