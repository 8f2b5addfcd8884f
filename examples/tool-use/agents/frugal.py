"""Tools twice: called from an agent's own code, and chosen by a model."""

import asyncio
from dataclasses import dataclass
from pathlib import Path

from pilothouse.agents import AgentContext, ToolContext, ToolFinished, ToolRetry, agent, local_context, tool
from pilothouse.toolbox import builtin_registry

DATA = Path(__file__).parents[2] / "data"


@dataclass(frozen=True)
class TripCost:
    """What a trip takes. `finding` is the line that people read."""

    finding: str
    gallons: float
    cost_usd: float


@tool(timeout_s=5, is_idempotent=True)
async def trip_cost(_ctx: ToolContext, miles: float, miles_per_gallon: float, usd_per_gallon: float = 3.5) -> TripCost:
    """Calculate the fuel and the cost of a car trip.

    Args:
        miles: length of the trip.
        miles_per_gallon: fuel economy of the car, above 0.
        usd_per_gallon: price of fuel.
    """
    if miles_per_gallon <= 0:
        raise ToolRetry("miles_per_gallon must be above 0. Look it up in the data.")
    gallons = miles / miles_per_gallon
    cost = gallons * usd_per_gallon
    return TripCost(f"{miles:g} miles take {gallons:.1f} gallons and cost ${cost:.2f}.", gallons, cost)


@agent(tools=["table_top", trip_cost])
async def frugal(ctx: AgentContext, miles: float) -> dict[str, str]:
    """Find the most economical cars in cars.csv, and what a trip costs in each."""
    best = await ctx.tools.call(
        "table_top", file="cars.csv", column="Miles_per_Gallon", n=3, columns=["Name", "Miles_per_Gallon"]
    )
    cars = [dict(zip(best["columns"], row, strict=True)) for row in best["rows"]]
    trips = await asyncio.gather(
        *(ctx.tools.call("trip_cost", miles=miles, miles_per_gallon=car["Miles_per_Gallon"]) for car in cars)
    )
    return {car["Name"]: trip["finding"] for car, trip in zip(cars, trips, strict=True)}


@agent(tools=[trip_cost])
async def planner(ctx: AgentContext) -> None:
    """Plan car trips. Work out what they cost with trip_cost; never guess a number."""


async def main() -> None:
    """Run both agents and print what their tools do."""
    registry = builtin_registry()
    questions = ((frugal, "300"), (planner, "What does a trip of 300 miles cost at 25 miles per gallon?"))
    for each, question in questions:
        async for event in each.stream(question, context=local_context(DATA), registry=registry):
            if isinstance(event, ToolFinished):
                print(f"{each.name} · {event.name}: {event.summary} ({event.duration_s * 1000:.0f} ms)")


if __name__ == "__main__":
    asyncio.run(main())
