"""The tool calls of one answer: independent ones in parallel, dependent ones in order, each journalled."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pilothouse.agents.calls import CallRunner, DoneCall
from pilothouse.agents.dependencies import plan_calls
from pilothouse.agents.errors import InvalidArguments, RunParked, ToolFailed, UsageLimitReached
from pilothouse.agents.references import filled_in
from pilothouse.core.errors import PilothouseError
from pilothouse.llm.messages import Message, ToolCall


@dataclass(frozen=True)
class ToolBatch:
    """Runs the calls of one answer.

    Attributes:
        key: of this answer's calls in the journal, such as "tool:3".
        refused: calls that are not to run, by position, with what the model is told.
    """

    runner: CallRunner
    key: str
    calls: Sequence[ToolCall]
    refused: dict[int, PilothouseError]

    async def run(self) -> list[Message]:
        """Run the calls and return one answer for each, in their order. A failed call is an answer too.

        Raises:
            RunParked: some wait for a person, or for those that do. All others have finished and are journalled.
        """
        state = self.runner.state
        plan = plan_calls(self.calls, state.tools, links_results=state.agent.links_results)
        refused = {**plan.refused, **self._past_limits(), **self.refused}
        finished = [asyncio.Event() for _ in self.calls]
        slots = asyncio.Semaphore(state.agent.limits.max_parallel_tools)
        done: dict[int, DoneCall] = {}
        parked: dict[int, RunParked] = {}

        async def run_one(index: int) -> None:
            before = plan.waits[index]
            try:
                for each in before:
                    await finished[each].wait()
                if parked.keys() & before:
                    parked[index] = RunParked(approval_ids=())
                    return
                async with slots:
                    done[index] = await self._run(index, plan.needs[index], done, refused.get(index))
            except RunParked as waiting:
                parked[index] = waiting
            finally:
                finished[index].set()

        if len(self.calls) == 1:  # most often there is one, which needs no task beside us
            await run_one(0)
        else:
            async with asyncio.TaskGroup() as group:
                for index in range(len(self.calls)):
                    group.create_task(run_one(index))
        if parked:
            raise RunParked(approval_ids=tuple(each for one in parked.values() for each in one.approval_ids))
        return [done[index].message() for index in range(len(self.calls))]

    async def _run(
        self, index: int, needs: set[int], done: dict[int, DoneCall], refusal: PilothouseError | None
    ) -> DoneCall:
        call = self.calls[index]
        arguments = call.arguments
        if refusal is None and needs:
            try:
                arguments = filled_in(arguments, _results(needs, done), self.calls)
            except (InvalidArguments, ToolFailed) as error:
                refusal = error
        return await self.runner.run(call, f"{self.key}:{index}:{call.name}", arguments, refusal)

    def _past_limits(self) -> dict[int, PilothouseError]:
        """Count the calls and return those that are too many."""
        state = self.runner.state
        costs = [state.tools[call.name].cost_microusd if call.name in state.tools else 0 for call in self.calls]
        words = "No further tool calls are allowed in this run. Answer with what you have."
        return {
            index: UsageLimitReached(words, details={"limit": "tool_calls"})
            for index, cost in enumerate(costs)
            if not state.meter.count_tool_call(cost)
        }


def _results(needs: set[int], done: dict[int, DoneCall]) -> dict[int, Any]:
    """Return the results that a call refers to.

    Raises:
        ToolFailed: one of them is not there.
    """
    for other in sorted(needs):
        event = done[other].event
        if not event.ok:
            raise ToolFailed(f"It was not run: it needs the result of call {other + 1} ({event.name}), which failed.")
        if event.is_cut:
            raise ToolFailed(f"It was not run: the result of call {other + 1} ({event.name}) is too long to hand on.")
    return {other: done[other].event.output for other in needs}
