"""Step 3: whether the mission can be paid for."""

from pilothouse.core.money import usd, usd_exactly
from pilothouse.missions.errors import BudgetTooSmall
from pilothouse.missions.execution.steps.base import StepRun
from pilothouse.missions.journal.journal import StepResult

USUAL_MODEL_CALLS = 4  # profile, plan, follow-up, answer: the median of missions on data files
USUAL_INPUT_TOKENS = 6_000
USUAL_OUTPUT_TOKENS = 800


async def run(run: StepRun) -> StepResult:
    """Compare the estimate with the mission's budget. The gateway enforces the budget call by call all the same.

    Raises:
        BudgetTooSmall: the usual cost of such a mission is above what is left.
    """
    gateway = run.services.gateway
    per_call = await gateway.estimate_microusd(run.call_context, USUAL_INPUT_TOKENS, USUAL_OUTPUT_TOKENS)
    estimate = per_call * USUAL_MODEL_CALLS
    spent = await gateway.mission_cost(run.owner, run.mission_id)
    left = run.mission.budget_microusd - spent
    if estimate > left:
        raise BudgetTooSmall(
            f"About {usd_exactly(estimate)} is needed and {usd_exactly(max(left, 0))} of the budget is left. "
            "Raise the budget and retry.",
            details={"estimate_microusd": estimate, "left_microusd": left},
        )
    words = "The built-in planner costs nothing" if estimate == 0 else f"About {usd(estimate)} of {usd(left)}"
    return StepResult(words, {"estimate_microusd": estimate, "left_microusd": left})
