"""What happens under a run: the database dies, the process is told to stop, the process is frozen."""

import asyncio
import signal
from collections.abc import Sequence
from typing import Any

import pytest

from .runs import WHOLE, Api, Installation, Reader, installation, ledger_of  # noqa: F401 - a fixture

pytestmark = [pytest.mark.proof, pytest.mark.timeout(900)]


async def read_to_the_end(api: Api, reader: Reader) -> Any:
    """Read on wherever the connection breaks, continue what was interrupted, and return the finished run."""
    while True:
        await reader.read(api)
        run = await api.until(reader.run_id, "completed", "interrupted", "failed")
        if run["state"] == "completed":
            while reader.last != "complete":
                await reader.read(api)
            return run
        assert WHOLE.startswith(run["answer"] or "")
        assert (run["answer"] or "").startswith(reader.text)
        await api.call("POST", f"/runs/{reader.run_id}/continue")


def assert_billed_once(installation: Installation, rows: Sequence[Any], asked: int) -> None:
    """Every call that the provider saw is one row, and every finished one carries the provider's own figures."""
    assert len(rows) == asked
    completed = [row.answer_id for row in rows if row.outcome == "completed" and not row.is_estimated]
    assert len(completed) == len(set(completed))
    assert set(completed) <= set(installation.provider.bill)


async def test_a_database_that_dies_in_mid_answer_costs_no_word(installation: Installation) -> None:
    for tenth in (1, 5, 9):
        asked_before = len(installation.provider.seen)
        turn_id, conversation_id = await installation.one.say("Tell it all.")
        reader = Reader(turn_id)
        await reader.read(installation.one, len(WHOLE) * tenth // 10)
        reading = asyncio.create_task(read_to_the_end(installation.one, reader))
        await installation.lose_the_database(for_s=2)
        run = await reading
        assert reader.text == run["answer"] == WHOLE
        messages = await installation.one.call("GET", f"/chat/conversations/{conversation_id}/messages")
        assert [(each["role"], each["text"]) for each in messages][::-1] == [
            ("user", "Tell it all."),
            ("assistant", WHOLE),
        ]
        rows = await ledger_of(installation.owner, turn_id)
        assert_billed_once(installation, rows, len(installation.provider.seen) - asked_before)


@pytest.mark.parametrize("has_reader", [False, True])
async def test_a_process_that_is_told_to_stop_hands_over_its_runs(
    installation: Installation, *, has_reader: bool
) -> None:
    asked_before = len(installation.provider.seen)
    run_id = await installation.one.begin("Tell it all.")
    reader = Reader(run_id)
    await reader.read(installation.one, len(WHOLE) // 4)
    reading = asyncio.create_task(reader.read(installation.one)) if has_reader else None
    installation.one.send(signal.SIGTERM)
    assert installation.one.process
    await asyncio.to_thread(installation.one.process.wait, 30)
    if reading is not None:
        await reading
    first = await installation.other.call("GET", f"/runs/{run_id}")  # at once: nobody had to notice that it is gone
    assert first["state"] in ({"interrupted", "completed"} if has_reader else {"interrupted"})
    run = await read_to_the_end(installation.other, reader)
    assert reader.text == run["answer"] == WHOLE
    rows = await ledger_of(installation.owner, run_id)
    assert_billed_once(installation, rows, len(installation.provider.seen) - asked_before)


async def test_a_process_that_is_frozen_with_a_decision_in_its_hand_does_not_pay_when_it_wakes(
    installation: Installation,
) -> None:
    for delay_ms in range(0, 60, 6):
        before = len(installation.paid())
        run_id = await installation.one.begin("Please pay.")
        await installation.one.until(run_id, "waiting")
        await decide(installation.one, "approve")
        await asyncio.sleep(delay_ms / 1000)
        installation.one.send(signal.SIGSTOP)
        paid_before_the_sleep = len(installation.paid()) - before
        run = await installation.other.until(run_id, "interrupted", "completed")
        if run["state"] == "interrupted":
            await installation.other.call("POST", f"/runs/{run_id}/continue")
            run = await installation.other.until(run_id, "completed", "waiting")
        if run["state"] == "waiting":  # begun, and nobody knows how far it came
            await decide(installation.other, "refuse" if paid_before_the_sleep else "approve")
            await installation.other.until(run_id, "completed")
        installation.one.send(signal.SIGCONT)
        await installation.one.call("GET", f"/runs/{run_id}")  # it is awake
        await asyncio.sleep(1)
        assert len(installation.paid()) - before == 1


async def decide(api: Api, decision: str) -> None:
    """Decide about the one call that waits."""
    (approval,) = await api.call("GET", "/approvals", params={"state": "pending"})
    await api.call("POST", f"/approvals/{approval['id']}/decide", json={"decision": decision})
