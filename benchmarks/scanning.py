"""What a scan with all rules and the classifier takes: of texts that come first, and of one that comes again.

The texts are our own: the documentation, the source, and one of the attacks in prompts/. What the code in a text does
is remembered, so a text that comes again is cheaper. As a yardstick, `re` searches each text for one word in the same
run. benchmarks/shield.py measures what is found, on samples that are not in the repository.
"""

import re
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.table import Ratio, Result
from pilothouse.core.collector import settle
from pilothouse.shield.scanner import Scanner

ROOT = Path(__file__).parents[1]
PROMPTS = Path(__file__).with_name("prompts")
SHORT, LONG = 1000, 100_000  # characters
MOST_SHORT = 200
ROUNDS = 40
AIM_SHORT_S, AIM_LONG_S = 100e-6, 2e-3
WORD = re.compile("guacamole", re.IGNORECASE)  # in none of the texts, so each is searched to its end


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds, the median over some texts.

    Attributes:
        again: the best of each text's rounds.
        word: the same for the search for one word.
    """

    first: float
    again: float
    word: float


def texts() -> dict[str, list[str]]:
    """Return texts by what they are."""
    documentation = _joined("docs", "*.md")
    source = _joined("src", "*.py")
    attack = (PROMPTS / "attacks.txt").read_text(encoding="utf-8").splitlines()[0]
    short = _cut(documentation, SHORT)[:MOST_SHORT]
    return {
        "1 KB of documentation": short,
        "1 KB of source": _cut(source, SHORT)[:MOST_SHORT],
        "1 KB with an attack": [f"{text[: SHORT - len(attack)]}\n{attack}" for text in short],
        "100 KB of documentation": _cut(documentation, LONG),
        "100 KB of source": _cut(source, LONG),
    }


def timed(scanner: Scanner, some: Sequence[str]) -> Timing:
    """Scan each text once, then again and again in turns with the yardstick."""
    first: list[float] = []
    again: list[float] = []
    word: list[float] = []
    for text in some:
        first.append(_seconds(lambda: scanner.scan(text)))  # noqa: B023  # it is called at once
        scans, searches = zip(
            *((_seconds(lambda: scanner.scan(text)), _seconds(lambda: WORD.search(text))) for _ in range(ROUNDS)),  # noqa: B023
            strict=True,
        )
        again.append(min(scans))
        word.append(min(searches))
    return Timing(*map(statistics.median, (first, again, word)))


async def run() -> Result:
    """Measure all kinds of texts."""
    scanner = Scanner()
    scanner.scan("import os; os.system('ls')  # readers of code are made when they are first needed\n")
    settle()  # as every process of the platform does
    result = Result(
        f"A scan with all rules and the classifier, microseconds, median over the texts, best of {ROUNDS}",
        ("Text", "texts", "comes first", "comes again", "one word by re"),
    )
    found: dict[str, Timing] = {}
    for name, some in texts().items():
        found[name] = each = timed(scanner, some)
        result.rows.append(
            (name, f"{len(some)}", *(f"{seconds * 1e6:,.0f}" for seconds in (each.first, each.again, each.word)))
        )
    for name, aim in (("1 KB of documentation", AIM_SHORT_S), ("100 KB of documentation", AIM_LONG_S)):
        label = f"{name}, as a share of the {aim * 1e6:,.0f} us aimed at"
        result.ratios[label] = Ratio(found[name].again / aim, better="lower", aim=1, is_relative=False)
    for name, each in found.items():
        result.ratios[f"{name}, times a search for one word"] = Ratio(each.again / each.word, better="lower")
        result.ratios[f"{name}, first, times a search for one word"] = Ratio(each.first / each.word, better="lower")
    return result


def _joined(folder: str, pattern: str) -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / folder).rglob(pattern)))


def _cut(text: str, size: int) -> list[str]:
    return [text[start : start + size] for start in range(0, len(text) - size, size)]


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
