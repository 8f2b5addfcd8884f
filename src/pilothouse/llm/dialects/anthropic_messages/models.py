"""What Anthropic's models take and refuse, by their names.

Sources: the vendor's pages on thinking, effort, structured outputs, forced tool use, mid-conversation system messages
and the versions of the API; where those are silent, what clients such as pydantic-ai 2.68 have measured. A name without
a version, or of a later one, is taken for a present model; a model that is not called Claude (others speak this wire
too) for one of the first.
"""

import re
from functools import lru_cache
from typing import NamedTuple

_NAME = re.compile(r"claude(?:-(?P<family>[a-z]+))?(?:-(?P<major>\d))?(?:[-.](?P<minor>\d{1,2})(?!\d))?")
_ALWAYS_THINKING = ("fable", "mythos")
_PRESENT = (99, 0)
_FIRST = (0, 0)


def _version(found: re.Match[str] | None) -> tuple[int, int]:
    if found is None or found["family"] == "instant":
        return _FIRST
    return (int(found["major"]), int(found["minor"] or 0)) if found["major"] else _PRESENT


class ModelTraits(NamedTuple):
    """What one model takes.

    Attributes:
        samples: temperature, top_p and top_k, when it does not think.
        thinks_adaptively: thinking is asked for by effort; earlier models want a budget of tokens.
        efforts: the levels of `output_config.effort`; others become "high".
        no_thinking: the type that turns thinking off; None where it is off unless asked for, or cannot be.
        takes_schema: `output_config.format`, and strict tools.
        takes_late_system: a system message after the first turn, and heeds it.
        takes_forced_call: a `tool_choice` that leaves no choice.
    """

    samples: bool
    thinks_adaptively: bool
    efforts: frozenset[str]
    no_thinking: str | None
    takes_schema: bool
    takes_late_system: bool
    takes_forced_call: bool


@lru_cache(maxsize=256)
def traits_of(model: str) -> ModelTraits:
    """Tell a model's traits from its name, also as Bedrock and Vertex write it."""
    found = _NAME.search(model)
    family = found["family"] if found else None
    version = _version(found)
    return ModelTraits(
        samples=version < (4, 7),
        thinks_adaptively=version >= (4, 6),
        efforts=_efforts(family, version),
        no_thinking=_no_thinking(family, version),
        takes_schema=version >= (4, 5) or (family == "opus" and version == (4, 1)),
        takes_late_system=version >= (4, 8) and not (family == "sonnet" and version == (5, 0)),
        takes_forced_call=version < (5, 1) or family == "haiku",
    )


def _efforts(family: str | None, version: tuple[int, int]) -> frozenset[str]:
    if family == "opus" and version == (4, 5):
        return frozenset({"low", "medium", "high"})
    if version < (4, 6):
        return frozenset()
    return frozenset({"low", "medium", "high", "max"} | ({"xhigh"} if version >= (4, 7) else set()))


def _no_thinking(family: str | None, version: tuple[int, int]) -> str | None:
    if version < (4, 6) or family in _ALWAYS_THINKING or (family == "opus" and version >= (5, 5)):
        return None
    return "between_tools" if family == "sonnet" and version >= (5, 5) else "disabled"
