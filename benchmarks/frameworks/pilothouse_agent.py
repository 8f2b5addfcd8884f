"""Pilothouse."""

from benchmarks.frameworks import measure
from pilothouse.agents import Agent, Completed, ToolContext, UsageLimits, run, tool
from pilothouse.llm.messages import ToolCall
from pilothouse.testing import ScriptedModel


@tool
async def lookup(ctx: ToolContext, city: str) -> str:
    """Look up the weather of a city."""
    del ctx
    return measure.lookup(city)


def make() -> Agent:
    return Agent("bench", "Benchmarks.", "Answer.", tools=(lookup,), limits=LIMITS)


LIMITS = UsageLimits(max_model_calls=measure.CALLS + 1, max_tool_calls=measure.CALLS + 1)


async def work(n_calls: int) -> None:
    calls = [ToolCall(f"c{city}", "lookup", {"city": city}) for city in measure.script(n_calls)]
    async for event in run(make(), "Go", ScriptedModel(*calls, "Done.")):
        if isinstance(event, Completed):
            assert event.tool_calls == n_calls


if __name__ == "__main__":
    measure.measure(make, work)
