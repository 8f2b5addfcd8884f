"""Tools about driving."""

from dataclasses import dataclass

from pilothouse.agents import ToolContext, ToolRetry, tool


@dataclass(frozen=True)
class TripCost:
    """What a trip takes. `finding` is the line that people see while a mission runs."""

    finding: str
    gallons: float
    cost_usd: float


@tool(timeout_s=5)
async def trip_cost(ctx: ToolContext, miles: float, miles_per_gallon: float, usd_per_gallon: float = 3.5) -> TripCost:
    """Calculate the fuel and the cost of a car trip.

    Args:
        miles: length of the trip.
        miles_per_gallon: fuel economy of the car, above 0.
        usd_per_gallon: price of fuel.
    """
    if miles_per_gallon <= 0:
        raise ToolRetry("miles_per_gallon must be above 0. Look it up in the data.")
    gallons = miles / miles_per_gallon
    cost_usd = gallons * usd_per_gallon
    ctx.log.info("trip_calculated", miles=miles)
    return TripCost(f"{miles:g} miles take {gallons:.1f} gallons and cost ${cost_usd:.2f}.", gallons, cost_usd)
