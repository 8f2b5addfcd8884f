"""A mission whose tool wants a person's consent: it holds no worker, and goes on where it was."""

import pytest

from pilothouse.agents import Agent, ToolContext, tool
from pilothouse.durable.attempt import Outcome
from tests.house import data_of
from tests.missions.conftest import events_of, read, submit

DONE: list[int] = []


@tool(confirm=True)
async def wire_transfer(ctx: ToolContext, amount: int) -> str:
    """Transfer an amount of money."""
    DONE.append(amount)
    return f"transferred {amount}"


@pytest.fixture
def money(house, worker, api, monkeypatch):
    """An agent that transfers money before it answers."""

    async def pay(ctx, prompt: str) -> str:
        """Transfer money."""
        return await ctx.tools.call("wire_transfer", amount=5)

    from pilothouse.agents import agent

    DONE.clear()
    paymaster = agent(name="paymaster", tools=["wire_transfer"])(pay)
    assert isinstance(paymaster, Agent)
    house.platform.registry.add(wire_transfer, paymaster)


@pytest.mark.usefixtures("money")
class TestAMissionThatWaits:
    async def test_parks_and_goes_on_when_it_is_approved(self, api, worker) -> None:
        mission = await submit(api, agent="paymaster", tool="wire_transfer")
        assert await worker.finish(mission["id"]) is Outcome.PARKED
        assert (await read(api, mission))["state"] == "waiting_for_approval"
        assert DONE == []
        (approval,) = data_of(await api.get("/approvals", params={"state": "pending"}))
        assert approval["mission_id"] == mission["id"]
        data_of(await api.post(f"/approvals/{approval['id']}/decide", json={"decision": "approve"}))
        assert (await read(api, mission))["state"] == "queued"
        assert await worker.finish(mission["id"]) is Outcome.DONE
        told = await read(api, mission)
        assert told["state"] == "completed"
        assert DONE == [5]
        assert {"approval.requested", "approval.decided"} <= {event["type"] for event in await events_of(api, mission)}

    async def test_runs_the_tool_with_other_arguments_when_they_were_edited(self, api, worker) -> None:
        mission = await submit(api, agent="paymaster", tool="wire_transfer")
        await worker.finish(mission["id"])
        (approval,) = data_of(await api.get("/approvals", params={"state": "pending"}))
        body = {"decision": "approve", "arguments": {"amount": 2}}
        data_of(await api.post(f"/approvals/{approval['id']}/decide", json=body))
        await worker.finish(mission["id"])
        assert DONE == [2]
