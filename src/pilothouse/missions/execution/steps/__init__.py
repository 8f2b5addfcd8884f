"""The six steps, one file each: `async def run(run: StepRun) -> StepResult`."""

from collections.abc import Awaitable, Callable
from typing import TypeAlias

from pilothouse.missions.execution.steps import budget, execution, finalize, intent, selection, verification
from pilothouse.missions.execution.steps.base import StepRun, StepServices
from pilothouse.missions.journal.journal import StepResult

__all__ = ["RUN", "StepFunction", "StepRun", "StepServices"]

StepFunction: TypeAlias = Callable[[StepRun], Awaitable[StepResult]]

RUN: dict[str, StepFunction] = {
    "verification": verification.run,
    "intent": intent.run,
    "budget": budget.run,
    "selection": selection.run,
    "execution": execution.run,
    "finalize": finalize.run,
}
