"""Building blocks of the signals' patterns. All in lower case, all bounded (rules/dialect.py)."""

from pilothouse.shield.detector import Rule

SPACE = r"[\s\"'*_,:]{1,4}"


def fill(words: int) -> str:
    """Let a few words stand between two others, about so many; spaces stand before and after."""
    return rf"(?:[\w'\-,\s]{{1,{10 * words}}}\s)?"


def some(words: str) -> str:
    """Turn "one two, three" into an alternative of "one two" and "three"; a blank becomes any space."""
    alternatives = (r"\s".join(each.split()) for each in words.split(","))
    return f"(?:{'|'.join(alternatives)})"


def near(*parts: str, within: int = 3) -> str:
    """Let parts follow each other with about `within` words between."""
    return rf"[\s,]{{1,3}}{fill(within)}".join(parts)


def signal(group: str, weight: float, pattern: str, *, gate: str = "") -> Rule:
    """Return a rule that is one signal of a group; a gate is what is rarer in ordinary texts than how it begins."""
    return Rule(pattern, name=group, ignore_case=True, weight=weight, gate=gate, table="signals")
