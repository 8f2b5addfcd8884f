"""Attacks that other packages have collected, none of which the samples hold.

Each reader takes the folder a package was unpacked in. Collections borrow from each other, so a text that shares much
with any sample is left out (`Likeness`): else a fold would have seen what it is judged on.
"""

import ast
import json
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, cast

import yaml

ATTACKS_OF_RULES = ("prompt-injection", "agent-manipulation")  # other categories are malware, CVEs and plain orders
_SHINGLE_WORDS = 5
_ALIKE = 0.3  # of the shingles of the shorter text
_WORD = re.compile(r"\w+")
_SLOT = re.compile(r"\{\{[^}]*\}\}|<INSTRUCTION>|\{goal\}")
_NAMES = {"{user}": "Emma Johnson", "{model}": "AI assistant"}


def attacks_in(folder: Path) -> Iterator[str]:
    """Read the collections that stand in a folder under their packages' names."""
    chance = random.Random(0)
    yield from threat_rules(folder / "agent-threat-rules")
    yield from templates(folder / "pyrit", chance)
    yield from seeds(folder / "spikee", chance)
    yield from injected_tasks(folder / "agentdojo")


def threat_rules(folder: Path) -> Iterator[str]:
    """Read the attacks that the rules of agent-threat-rules must find."""
    for path in sorted(folder.rglob("rules/*/*.yaml")):
        if path.parent.name in ATTACKS_OF_RULES:
            cases = _mapping(yaml.safe_load(path.read_text(encoding="utf-8"))).get("test_cases")
            for case in _mapping(cases).get("true_positives", ()):
                text = case.get("input") or case.get("content") if isinstance(case, dict) else case
                if isinstance(text, str):
                    yield text.strip()


def templates(folder: Path, chance: random.Random) -> Iterator[str]:
    """Fill the jailbreak templates of pyrit, but those from the wild, which samples come from."""
    goals = [
        seed["value"].strip()
        for path in sorted(folder.rglob("seed_datasets/local/airt/*.prompt"))
        for seed in _mapping(yaml.safe_load(path.read_text(encoding="utf-8"))).get("seeds", ())
        if isinstance(seed.get("value"), str) and len(seed["value"]) < 300
    ]
    for path in sorted(folder.rglob("jailbreak/templates/**/*.yaml")):
        text = _mapping(yaml.safe_load(path.read_text(encoding="utf-8"))).get("value")
        if "in_the_wild" not in path.parts and isinstance(text, str):
            yield from (_filled(text, chance.choice(goals)) for _ in range(2))


def seeds(folder: Path, chance: random.Random) -> Iterator[str]:
    """Join the jailbreaks of spikee with its instructions; those that ask for a system prompt also stand alone."""
    orders: list[str] = []
    for path in sorted(folder.rglob("instructions.jsonl")):
        if "invest" not in path.parent.name:
            found = [row["instruction"] for row in _rows(path)]
            orders += found
            if "sysmsg" in path.parent.name:
                yield from found
    rows = (row for path in sorted(folder.rglob("jailbreaks.jsonl")) for row in _rows(path))
    for text in dict.fromkeys(row["text"] for row in rows if row["jailbreak_type"] != "no-jailbreak"):
        yield from (_filled(text, chance.choice(orders)) for _ in range(2))


def injected_tasks(folder: Path) -> Iterator[str]:
    """Join every attack of agentdojo with every goal."""
    goals = [
        text
        for path in sorted(folder.rglob("default_suites/v1/*/injection_tasks.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Assign)
        and any(isinstance(each, ast.Name) and each.id == "GOAL" for each in node.targets)
        if (text := _string(node.value))
    ]
    for path in sorted(folder.rglob("attacks/*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(tree):
            text = node.value if isinstance(node, ast.Constant) and id(node) not in docstrings else None
            if isinstance(text, str) and "{goal}" in text:
                yield from (_filled(text, goal) for goal in goals)


def _filled(text: str, goal: str) -> str:
    for name, value in _NAMES.items():
        text = text.replace(name, value)
    return _SLOT.sub(lambda _: goal, text).strip()


def _string(node: ast.expr) -> str:
    if isinstance(node, ast.JoinedStr):
        return "".join(part.value if isinstance(part, ast.Constant) else "X" for part in node.values)
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _mapping(value: object) -> dict[str, Any]:
    return cast("dict[str, Any]", value) if isinstance(value, dict) else {}


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    return (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip())


class Likeness:
    """Tells whether a text shares much with one of some others, by runs of five words."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._sizes: list[int] = []
        self._owners: dict[tuple[str, ...], set[int]] = defaultdict(set)
        for number, text in enumerate(texts):
            shingles = _shingles(text)
            self._sizes.append(len(shingles))
            for each in shingles:
                self._owners[each].add(number)

    def has(self, text: str) -> bool:
        shingles = _shingles(text)
        shared = Counter(owner for each in shingles for owner in self._owners.get(each, ()))
        return any(count >= _ALIKE * min(len(shingles), self._sizes[owner]) for owner, count in shared.items())


def _shingles(text: str) -> set[tuple[str, ...]]:
    words = _WORD.findall(text.lower())
    return {tuple(words[start : start + _SHINGLE_WORDS]) for start in range(max(1, len(words) - _SHINGLE_WORDS + 1))}
