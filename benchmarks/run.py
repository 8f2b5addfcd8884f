"""Run benchmarks and print their tables; with `--check`, fail when a ratio fell behind the committed baseline.

Usage: python -m benchmarks.run [--check | --write] [NAME …]
"""

import argparse
import asyncio
import importlib
import json
import sys
from pathlib import Path

from benchmarks.table import Ratio

BENCHMARKS = (
    "start_up",
    "live_latency",
    "missions",
    "resume",
    "parked",
    "gateway",
    "admission",
    "scanning",
    "discovery",
    "agents",
    "chat",
    "authentication",
)
# The first for a decision; the second wants a Chromium and the built page; the others take many minutes.
ON_REQUEST = ("clients", "chat_page", "costs_page", "soak")
BASELINE = Path(__file__).with_name("baseline.json")
TOLERANCE = 1.6  # a shared machine is noisy; what falls behind by more than this has changed


def fell_behind(ratio: Ratio, before: float) -> bool:
    """Tell whether a ratio is worse than before by more than noise."""
    return ratio.value * TOLERANCE < before if ratio.better == "higher" else ratio.value > before * TOLERANCE


def main() -> int:
    """Run what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "names",
        nargs="*",
        choices=[[], *BENCHMARKS, *ON_REQUEST],
        help="Which ones; when none is named, all but clients, chat_page, costs_page and soak.",
    )
    parser.add_argument("--check", action="store_true", help="Compare ratios with the baseline.")
    parser.add_argument("--write", action="store_true", help="Make this run the baseline.")
    chosen = parser.parse_args()
    baseline: dict[str, float] = json.loads(BASELINE.read_text(encoding="utf-8")) if BASELINE.exists() else {}
    behind: list[str] = []
    for name in chosen.names or BENCHMARKS:
        result = asyncio.run(importlib.import_module(f"benchmarks.{name}").run())
        result.show()
        for label, ratio in result.ratios.items():
            key = f"{name}: {label}"
            if not ratio.is_relative:
                continue
            if chosen.write:
                baseline[key] = round(ratio.value, 3)
            elif key in baseline and fell_behind(ratio, baseline[key]):
                behind.append(f"{key} was {baseline[key]:.2f}, is {ratio.value:.2f}")
    if chosen.write:
        BASELINE.write_text(json.dumps(baseline, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    for line in behind:
        print(f"behind the baseline: {line}")
    return 1 if behind and chosen.check else 0


if __name__ == "__main__":
    sys.exit(main())
