"""What is looked for first, where a rule itself would cost more than hundreds of others.

An engine is fast with a rule while it has rare words to start from. A rule that begins with a choice of many words, or
whose middle is a word such as "the", keeps it busy all the time: at each such word it follows the rule for as long as
it may go on. What stands here says yes where the rule would, and sometimes where it would not.
"""

import re
from collections import Counter
from collections.abc import Sequence

from pilothouse.core.errors import InvalidInput
from pilothouse.shield.detector import Rule
from pilothouse.shield.rules.dialect import width_of

_FEWEST_ALIKE = 6  # rules that begin with the same words and are looked for behind these words only
_LEAD = re.compile(r"\\b\(\?:(?:\\s|[^()\\])+\)(?=[\[ ])")  # the words that a rule begins with
_FILL = re.compile(r"\(\?:\[\\w'\\-,\\s\]\{1,\d+\}\\s\)\?")  # injection/words.py: a few words that may be any
_WIDEST_GAP = 150  # characters; a wider one costs more than it saves
_SHORT_WORD = re.compile(r"(?<![a-z\\])[a-z]{1,3}(?![a-z\\])")


def gated(rules: Sequence[Rule], patterns: Sequence[str]) -> dict[str, list[int]]:
    """Return the numbers of rules by their gates: their own, or the words that they and other rules begin with."""
    leads = [lead[0] if (lead := _LEAD.match(pattern)) else "" for pattern in patterns]
    often = Counter(leads)
    found: dict[str, list[int]] = {}
    for number, (rule, lead) in enumerate(zip(rules, leads, strict=True)):
        if gate := rule.gate or (lead if often[lead] >= _FEWEST_ALIKE else ""):
            found.setdefault(gate, []).append(number)
    return found


def widened(pattern: str) -> str:
    """Let anything stand between the words of a pattern, where what stands there is short and found everywhere."""
    fills = [*_FILL.finditer(pattern)]
    if len(fills) < 2 or not _SHORT_WORD.search(pattern, fills[0].end(), fills[-1].start()):
        return pattern
    start, end = fills[0].start(), fills[-1].end()
    try:
        widest = width_of(Rule(pattern[start:end]))
    except InvalidInput:  # it cuts through a group
        return pattern
    return pattern if widest > _WIDEST_GAP else rf"{pattern[:start]}[\x00-\xff]{{0,{widest}}}{pattern[end:]}"
