import pytest

from pilothouse.agents import Agent, Decision, MemoryRecorder, RunParked, ToolContext, tool
from pilothouse.llm.messages import ToolCall
from pilothouse.testing import ScriptedApprovals, ScriptedModel


@tool(confirm=True)
async def pay(ctx: ToolContext, amount: int) -> str:
    """Pay an amount."""
    del ctx
    return f"paid {amount}"


async def test_a_run_parks_until_somebody_decides() -> None:
    people, recorder, payer = ScriptedApprovals(), MemoryRecorder(), Agent("payer", "Pays.", "Pay.", tools=(pay,))
    context = ToolContext(approvals=people)
    with pytest.raises(RunParked):
        await payer("Pay", model=ScriptedModel(ToolCall("1", "pay", {"amount": 5})), context=context, recorder=recorder)
    people.decisions["pay"] = Decision(is_approved=True)
    assert await payer("Pay", model=ScriptedModel("Paid."), context=context, recorder=recorder) == "Paid."
    assert people.asked == [("pay", {"amount": 5})] * 2


async def test_a_call_is_not_let_go_on_twice() -> None:
    people = ScriptedApprovals(pay=Decision(is_approved=True))
    await people.decide("pay", {}, "k")
    with pytest.raises(RunParked) as parked:
        await people.decide("pay", {}, "k")
    assert parked.value.is_outcome_unknown
