"""Ordinary text as machines print it: escapes, tables, lists of names, lines repeated.

A window full of one word adds up whatever that word weighs, so each such text of a source that was never seen is a
chance to be flagged in vain. Made of ordinary pieces, it teaches that repetition says nothing.
"""

import json
import random
from collections.abc import Callable, Sequence

_RULES = (("│", "─", "┼"), ("┆", "═", "╪"), ("|", "-", "+"), ("|", "-", "|"))
_JOINTS = ("_", "::", ".", "-", "")


def noisy(text: str, chance: random.Random) -> str:
    """Return a piece of ordinary text as some program would print it."""
    words = text.split()[:60] or ["value"]
    return chance.choice(_WAYS)(words, chance)[:1800]


def _escaped(words: Sequence[str], chance: random.Random) -> str:
    script = chance.choice((0x0400, 0x0590, 0x0620, 0x0900, 0x0E00, 0x3040, 0x4E00, 0xAC00))
    letters = ("".join(chr(script + (ord(letter) * 7) % 90) for letter in word) for word in words)
    return json.dumps(" ".join(letters))


def _table(words: Sequence[str], chance: random.Random) -> str:
    side, line, cross = chance.choice(_RULES)
    columns = chance.randint(2, 5)
    cells = [word[:12] if chance.random() < 0.6 else str(chance.randrange(10_000)) for word in words]
    rows = [cells[start : start + columns] for start in range(0, len(cells), columns)]
    between = cross.join(line * chance.randint(3, 12) for _ in range(columns))
    body = [f"{side} " + f" {side} ".join(row) + f" {side}" for row in rows]
    return "\n".join((body[0], between, *body[1:]))


def _repeated(words: Sequence[str], chance: random.Random) -> str:
    count = chance.choice((1, 2, 3, 4, 6, 10))
    start = chance.randrange(max(1, len(words) - count))
    said = " ".join(words[start : start + count])
    between = chance.choice((" ", "\n", ", ", "\n- ", '"\n"'))
    return between.join(f"{said} {chance.randrange(1000)}" for _ in range(chance.randint(4, 40)))


def _names(words: Sequence[str], chance: random.Random) -> str:
    joint, start = chance.choice(_JOINTS), chance.choice(words)
    kinds = chance.sample(list(words), min(len(words), chance.randint(2, 8)))
    shape = chance.choice(("#define {0}({1})", "{0} = {1}", '"{0}": "{1}",', "  - {0}", "{0}, {1}", "{0}({1}, {1})"))
    return "\n".join(
        shape.format(joint.join((start, chance.choice(kinds), chance.choice(words))), chance.choice(words))
        for _ in range(chance.randint(5, 40))
    )


def _numbers(words: Sequence[str], chance: random.Random) -> str:
    names = chance.sample(list(words), min(len(words), 4))
    lines = (
        ",".join((chance.choice(names), *(f"{chance.uniform(-99, 9999):.3g}" for _ in range(5)))) for _ in range(40)
    )
    return "\n".join(lines)


def _random(words: Sequence[str], chance: random.Random) -> str:
    letters = chance.choice(("0123456789abcdef", "abcdefghijklmnopqrstuvwxyz", "ABCXYZabcxyz0123456789+/"))
    made = ("".join(chance.choices(letters, k=chance.choice((2, 4, 8, 32)))) for _ in range(60))
    return chance.choice((" ", "\n", ", ", " = ")).join((*words[:3], *made))


_WAYS: tuple[Callable[[Sequence[str], random.Random], str], ...] = (
    _escaped,
    _table,
    _repeated,
    _repeated,
    _names,
    _numbers,
    _random,
)
