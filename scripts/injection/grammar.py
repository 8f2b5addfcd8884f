"""Sentences from small grammars: orders to a model in many wordings, and ordinary sentences with the same words.

The second kind matters more: a model that has only seen "ignore" in attacks takes every "ignore" for one.

A grammar is a file in `sentences/`: `[name]` begins a slot, whose choices are divided by lines and by " | ". A choice
may name other slots: `{drop}` is filled, `{tail?}` in half of the sentences; `{{` and `}}` are braces. Each sentence
begins with `{start}`. What stands before the first slot is a comment.
"""

import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TypeAlias

Grammar: TypeAlias = dict[str, list[str]]

_FOLDER = Path(__file__).with_name("sentences")
_SLOT = re.compile(r"\{\{|\}\}|\{(\w+)(\?)?\}")
_MOST_DEPTH = 8


def attacks(count: int, seed: int = 0) -> Iterator[str]:
    """Make up orders to a model, as many of each grammar."""
    return _sentences("attack_*.txt", count, seed)


def ordinary(count: int, seed: int = 0) -> Iterator[str]:
    """Make up ordinary sentences that use the words of attacks, as many of each grammar."""
    return _sentences("ordinary_*.txt", count, seed)


def commands(count: int, seed: int = 0) -> Iterator[str]:
    """Make up what people order an assistant to do, which has the very form of attacks."""
    return _sentences("commands.txt", count, seed)


def _sentences(pattern: str, count: int, seed: int) -> Iterator[str]:
    chance = random.Random(seed)
    grammars = [read(path.read_text(encoding="utf-8")) for path in sorted(_FOLDER.glob(pattern))]
    for number in range(count):
        yield " ".join(make(grammars[number % len(grammars)], "start", chance).split())


def read(text: str) -> Grammar:
    """Read the slots of a grammar and their choices."""
    grammar: Grammar = {}
    choices: list[str] = []
    for line in text.splitlines():
        if line.startswith("[") and line.endswith("]") and line[1:-1].isidentifier():
            choices = grammar.setdefault(line[1:-1], [])
        elif line:
            choices.extend(each.strip(" ") for each in line.split(" | "))
    return grammar


def make(grammar: Grammar, slot: str, chance: random.Random, depth: int = 0) -> str:
    """Fill a slot with one of its choices, and the slots in it likewise."""

    def filled(found: re.Match[str]) -> str:
        name, is_optional = found.groups()
        if name is None:
            return found[0][0]
        if depth == _MOST_DEPTH or (is_optional and chance.random() < 0.5):
            return ""
        made = make(grammar, name, chance, depth + 1)
        return f" {made} " if is_optional else made

    return _SLOT.sub(filled, chance.choice(grammar[slot]))
