"""Answers while processes die and readers move: what was shown is kept, Continue finishes it, nothing is paid twice."""

import asyncio

import pytest

from .runs import WHOLE, Installation, Reader, installation, ledger_of  # noqa: F401 - a fixture

pytestmark = [pytest.mark.proof, pytest.mark.timeout(900)]


async def test_a_reader_who_moves_at_every_tenth_sees_the_servers_text(installation: Installation) -> None:
    run_id = await installation.one.begin("Tell it all.")
    reader = Reader(run_id)
    for tenth in range(1, 11):
        api = (installation.one, installation.other)[tenth % 2]
        await reader.read(api, len(WHOLE) * tenth // 10)
    await reader.read(installation.other)
    run = await installation.one.until(run_id, "completed")
    assert reader.text == run["answer"] == WHOLE
    assert len(await ledger_of(installation.owner, run_id)) == 1


async def test_a_process_that_dies_at_any_tenth_loses_nothing_that_was_shown(installation: Installation) -> None:
    for tenth in range(1, 11):
        asked_before = len(installation.provider.seen)
        run_id = await installation.one.begin("Tell it all.")
        reader = Reader(run_id)
        await reader.read(installation.one, max(1, len(WHOLE) * tenth // 10 - 5))
        installation.one.kill()
        shown = reader.text
        run = await installation.other.until(run_id, "interrupted")
        assert run["answer"].startswith(shown)
        assert WHOLE.startswith(run["answer"])
        await installation.other.call("POST", f"/runs/{run_id}/continue")
        await reader.read(installation.other)
        if reader.last == "error":  # the interruption; what follows it is another stream
            await reader.read(installation.other)
        run = await installation.other.until(run_id, "completed")
        assert reader.text == run["answer"] == WHOLE
        asked = len(installation.provider.seen) - asked_before
        rows = await ledger_of(installation.owner, run_id)
        assert asked == len(rows) == 2
        completed = [row for row in rows if row.outcome == "completed"]
        assert [row.output_tokens for row in completed] == [20]
        assert [row.answer_id in installation.provider.bill for row in completed] == [True]
        assert all(row.is_estimated for row in rows if row.outcome != "completed")
        await installation.one.stop()
        await installation.one.start()


async def test_an_approval_given_after_a_restart_runs_its_tool_once(installation: Installation) -> None:
    run_id = await installation.one.begin("Please pay.")
    await installation.one.until(run_id, "waiting")
    installation.one.kill()
    await installation.other.stop()
    assert installation.paid() == []
    await installation.other.start()
    await installation.one.start()
    (approval,) = await installation.one.call("GET", "/approvals", params={"state": "pending"})
    path = f"/approvals/{approval['id']}/decide"
    assert installation.one.http
    assert installation.other.http
    answers = await asyncio.gather(
        *(
            api.http.post(path, json={"decision": "approve"})
            for api in (installation.one, installation.other)
            if api.http
        )
    )
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    run = await installation.other.until(run_id, "completed")
    assert run["answer"] == WHOLE
    assert [line.split(" ")[0] for line in installation.paid()] == ["5"]


async def test_a_process_that_dies_with_a_decision_in_its_hand_leaves_the_tool_run_at_most_once(
    installation: Installation,
) -> None:
    for delay_ms in range(0, 100, 10):
        before = len(installation.paid())
        run_id = await installation.one.begin("Please pay.")
        await installation.one.until(run_id, "waiting")
        (approval,) = await installation.one.call("GET", "/approvals", params={"state": "pending"})
        await installation.one.call("POST", f"/approvals/{approval['id']}/decide", json={"decision": "approve"})
        await asyncio.sleep(delay_ms / 1000)
        installation.one.kill()
        run = await installation.other.until(run_id, "completed", "interrupted")
        if run["state"] == "interrupted":
            await installation.other.call("POST", f"/runs/{run_id}/continue")
            run = await installation.other.until(run_id, "completed", "waiting")
        paid = len(installation.paid()) - before
        if run["state"] == "waiting":  # begun, and nobody knows how far it came: a person is asked again
            (again,) = await installation.other.call("GET", "/approvals", params={"state": "pending"})
            assert "nobody knows" in again["note"]
            assert paid <= 1
            await installation.other.call("POST", f"/approvals/{again['id']}/decide", json={"decision": "refuse"})
            await installation.other.until(run_id, "completed")
        else:
            assert paid == 1
        await installation.one.stop()
        await installation.one.start()
