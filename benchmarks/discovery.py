"""Discovery of tools: how often the right one is among the first five, and what a search costs.

The live functions of the Berkeley Function Calling Leaderboard come from the wheel `bfcl-eval` (Apache-2.0), which is
fetched for the run and kept in a cache. Our hard set shares no word between a request and its tool; the static vectors
have to carry it alone. `DISCOVERY_MINILM` names the folder of a sentence model to compare with.
"""

import json
import os
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.peers import package_folder
from benchmarks.retrieval.hard_set import REQUESTS, TOOLS
from benchmarks.table import Ratio, Result, percentile
from pilothouse.llm.embeddings import Embedder
from pilothouse.llm.minilm import SentenceEncoder
from pilothouse.llm.ranking import TextIndex
from pilothouse.llm.words import split_identifier

BFCL = "bfcl-eval==2026.3.23"
PARTS = ("simple", "multiple", "parallel", "parallel_multiple")
LIMIT = 5
MINILM = os.environ.get("DISCOVERY_MINILM")


@dataclass(frozen=True)
class Retrieval:
    """Texts to be found, and requests with the positions they mean."""

    texts: list[str]
    requests: list[tuple[str, set[int]]]


@dataclass(frozen=True)
class Found:
    """Share of what was meant among the first five, and CPU milliseconds of each search."""

    recall: float
    cpu_ms: list[float]


async def run() -> Result:
    """Measure both sets."""
    bfcl, hard = live_functions(package_folder(BFCL) / "bfcl_eval" / "data"), hard_set()
    result = Result(
        f"Discovery: the right tool among the first {LIMIT}",
        ("Set", "tools", "requests", "recall@5", "CPU ms p50", "p95"),
    )
    found = {"BFCL, live functions": (bfcl, measure(bfcl)), "no shared words": (hard, measure(hard))}
    if MINILM:
        embed = SentenceEncoder(Path(MINILM)).embed
        found["BFCL, sentence model"] = (bfcl, measure(bfcl, embed))
        found["no shared words, sentence model"] = (hard, measure(hard, embed))
    for name, (given, seen) in found.items():
        times = (percentile(seen.cpu_ms, 0.5), percentile(seen.cpu_ms, 0.95))
        sizes = (str(len(given.texts)), str(len(given.requests)))
        result.rows.append((name, *sizes, f"{seen.recall:.3f}", *(f"{each:.2f}" for each in times)))
    result.ratios = {
        "recall@5 on BFCL's live functions": Ratio(found["BFCL, live functions"][1].recall, aim=0.84),
        "recall@5 without shared words": Ratio(found["no shared words"][1].recall, aim=0.65),
        "CPU ms per request at 500 tools": Ratio(
            percentile(found["BFCL, live functions"][1].cpu_ms, 0.5), better="lower", aim=1, is_relative=False
        ),
    }
    return result


def measure(given: Retrieval, embedder: Embedder | None = None) -> Found:
    """Search for every request. The index is built before."""
    index = TextIndex(given.texts, embedder)
    index.search("warm up")
    hits, cpu_ms = 0.0, list[float]()
    for text, meant in given.requests:
        began = time.process_time_ns()
        found = {position for position, _ in index.search(text, LIMIT)}
        cpu_ms.append((time.process_time_ns() - began) / 1e6)
        hits += len(found & meant) / len(meant)
    return Found(hits / len(given.requests), cpu_ms)


def hard_set() -> Retrieval:
    """Return our own set."""
    names = list(TOOLS)
    texts = [described(name, TOOLS[name]) for name in names]
    return Retrieval(texts, [(text, {names.index(meant)}) for text, meant in REQUESTS])


def live_functions(folder: Path) -> Retrieval:
    """Return every function of BFCL's live part as one list of tools, with its requests."""
    functions: dict[str, str] = {}
    asked: list[tuple[str, set[str]]] = []
    for part in PARTS:
        answers = {each["id"]: each for each in _rows(folder / "possible_answer" / f"BFCL_v4_live_{part}.json")}
        for row in _rows(folder / f"BFCL_v4_live_{part}.json"):
            functions.update(
                (each["name"], _function_text(each)) for each in row["function"] if each["name"] not in functions
            )
            said = [each["content"] for turn in row["question"] for each in turn if each["role"] == "user"]
            asked.append((" ".join(said), {name for call in answers[row["id"]]["ground_truth"] for name in call}))
    positions = {name: position for position, name in enumerate(functions)}
    return Retrieval(list(functions.values()), [(text, {positions[name] for name in meant}) for text, meant in asked])


def described(name: str, description: str, parameters: Sequence[str] = ()) -> str:
    """Write a tool as `agents.discovery` does."""
    said = split_identifier(name)
    return " ".join((f"{said}. {said}.", description, *parameters))


def _function_text(function: dict[str, Any]) -> str:
    properties: dict[str, Any] = function["parameters"].get("properties", {})
    words = [
        part for name, each in properties.items() for part in (split_identifier(name), each.get("description", ""))
    ]
    return described(function["name"], function["description"], words)


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip():
            yield json.loads(line)
