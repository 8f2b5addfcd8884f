"""From the command to a server that answers: with a database to be made, and with one that is there."""

import statistics

from benchmarks.place import served
from benchmarks.table import Ratio, Result
from tests.places import open_place

ROUNDS = 3


async def run() -> Result:
    """Start cold and warm, in turns."""
    cold: list[float] = []
    warm: list[float] = []
    for _ in range(ROUNDS):
        with open_place(on_disk=True) as place:
            with served(place / "data") as server:
                cold.append(server.ready_after_s)
            with served(place / "data") as server:
                warm.append(server.ready_after_s)
    result = Result(f"Start-up until /health/ready answers, median of {ROUNDS}", ("Start", "seconds"))
    result.rows = [("cold: initdb, migrate, administrator", f"{statistics.median(cold):.2f}"),
                   ("warm", f"{statistics.median(warm):.2f}")]  # fmt: skip
    result.ratios = {"warm against cold": Ratio(statistics.median(warm) / statistics.median(cold), better="lower")}
    return result
