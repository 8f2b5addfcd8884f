"""Agents: what one weighs, what a tool call costs, and whether dependent calls take no longer than their longest chain.

Beside Pydantic AI, LangGraph and Agno, each in an environment of its own, in turns on one machine. CPU time is
compared, so that other work on the machine weighs less.
"""

import asyncio
import json
import os
import statistics
import subprocess
import sys
import time
from collections import defaultdict
from pathlib import Path

from benchmarks.peers import peer_python
from benchmarks.table import Ratio, Result
from pilothouse.agents import Agent, Tool, ToolContext, ToolFinished, tool
from pilothouse.llm.messages import ToolCall
from pilothouse.testing import ScriptedModel

ROUNDS = 3
ROOT = Path(__file__).parents[1]
OURS = "Pilothouse"
PEERS = {
    "Pydantic AI": ("pydantic_ai_agent", "pydantic-ai-slim==2.68.0"),
    "LangGraph": ("langgraph_agent", "langgraph==1.2.22"),
    "Agno": ("agno_agent", "agno==3.1.10"),
}
# Ten calls in a diamond: what each goes after, and how many seconds it takes. The longest chain is a, c, g, j.
DIAMOND: dict[str, tuple[tuple[str, ...], float]] = {
    "a": ((), 0.10),
    "b": (("a",), 0.05),
    "c": (("a",), 0.20),
    "d": (("a",), 0.10),
    "e": (("a",), 0.15),
    "f": (("b", "c"), 0.05),
    "g": (("c", "d"), 0.20),
    "h": (("d", "e"), 0.10),
    "i": (("e",), 0.15),
    "j": (("f", "g", "h", "i"), 0.10),
}
CRITICAL_PATH_S = 0.60


async def run() -> Result:
    """Measure the frameworks in turns, then the diamond."""
    measured = await asyncio.to_thread(_measure_all)
    names = ("instance_us", "instance_kb", "call_us")
    medians = {
        framework: {name: statistics.median(each[name] for each in runs) for name in names}
        for framework, runs in measured.items()
    }
    result = Result(
        f"An agent with one tool, and a model's turn with one tool call; median of {ROUNDS} interleaved rounds",
        ("Framework", "CPU µs/agent", "kB/agent", "CPU µs/tool call"),
    )
    for framework, found in medians.items():
        cells = (f"{found['instance_us']:.1f}", f"{found['instance_kb']:.2f}", f"{found['call_us']:.0f}")
        result.rows.append((framework, *cells))
    fastest = min(found["call_us"] for framework, found in medians.items() if framework != OURS)
    lightest = min(found["instance_us"] for framework, found in medians.items() if framework != OURS)
    diamond_s = statistics.median([await _diamond_s() for _ in range(ROUNDS)])
    result.ratios = {
        "CPU µs per agent": Ratio(medians[OURS]["instance_us"], better="lower", aim=10, is_relative=False),
        "CPU µs per tool call": Ratio(medians[OURS]["call_us"], better="lower", aim=100, is_relative=False),
        "agents, the lightest peer against ours": Ratio(lightest / medians[OURS]["instance_us"]),
        "tool calls, the fastest peer against ours": Ratio(fastest / medians[OURS]["call_us"]),
        "diamond of ten calls, time against its longest chain": Ratio(
            diamond_s / CRITICAL_PATH_S, better="lower", aim=1.05
        ),
    }
    return result


def _measure_all() -> dict[str, list[dict[str, float]]]:
    scripts = {OURS: ("pilothouse_agent", Path(sys.executable))}
    scripts |= {name: (module, peer_python(module, requirement)) for name, (module, requirement) in PEERS.items()}
    measured: dict[str, list[dict[str, float]]] = defaultdict(list)
    for _ in range(ROUNDS):
        for name, (module, python) in scripts.items():
            measured[name].append(_measure(module, python))
    return measured


def _measure(module: str, python: Path) -> dict[str, float]:
    finished = subprocess.run(
        [python, "-W", "ignore", "-m", f"benchmarks.frameworks.{module}"],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    if finished.returncode:
        raise RuntimeError(f"{module} failed:\n{finished.stderr[-2000:]}")
    return json.loads(finished.stdout.strip().splitlines()[-1])


async def _diamond_s() -> float:
    """Return the seconds that the calls of one answer take."""
    agent = Agent("bench", "Benchmarks.", "Answer.", tools=tuple(map(_diamond_tool, DIAMOND)))
    calls = [ToolCall(name, name, {}) for name in reversed(DIAMOND)]  # the last one first: order comes from `after`
    began = time.perf_counter()
    async for event in agent.stream("Go", model=ScriptedModel(calls, "Done.")):
        if isinstance(event, ToolFinished):
            assert event.ok, event.summary
    return time.perf_counter() - began


def _diamond_tool(name: str) -> Tool:
    after, seconds = DIAMOND[name]

    @tool(name=name, after=after)
    async def work(ctx: ToolContext) -> str:
        """Take some time."""
        del ctx
        await asyncio.sleep(seconds)
        return name

    return work
