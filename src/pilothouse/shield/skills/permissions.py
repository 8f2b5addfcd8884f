"""What a skill asks to be allowed, against what its files do."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, cast

from pilothouse.shield.code.sightings import Sighting
from pilothouse.shield.findings import Severity

_BEHAVIOURS = {
    "network": re.compile(
        r"\b(?:requests|httpx|aiohttp|urllib\.request|http\.client)\b|\bfetch\(|\baxios\b|\bcurl\s"
        r"|\bwget\s|Net::HTTP|https?\.request\("
    ),
    "commands": re.compile(
        r"\bsubprocess\.|\bos\.(?:system|popen)\(|child_process|\bexec\.Command\(|Open3\.|\bexecSync\("
    ),
    "files": re.compile(
        r"\bopen\([^)\n]*['\"][wa]b?['\"]|\.write_(?:text|bytes)\(|\bshutil\.|writeFile"
        r"|\bos\.(?:remove|unlink|rename)\("
    ),
    "environment": re.compile(r"\bos\.(?:environ|getenv)\b|\bprocess\.env\b|\bENV\["),
}
_ALLOWING = {
    "commands": re.compile(r"(?i)bash|shell|terminal|exec|python|node|command|\*|run|code|script"),
    "network": re.compile(
        r"(?i)bash|shell|terminal|exec|python|node|command|\*|fetch|web|http|network|run|code|script|mcp"
    ),
}


def behaviours_of(texts: Mapping[str, str]) -> tuple[str, ...]:
    """Return what the code of a skill does, in fixed words."""
    return tuple(name for name, pattern in _BEHAVIOURS.items() if any(pattern.search(text) for text in texts.values()))


def tools_asked(fields: Mapping[str, Any]) -> tuple[str, ...]:
    """Return what the front matter asks for, as a list or as words."""
    asked = fields.get("allowed-tools", fields.get("allowed_tools", fields.get("tools", ())))
    if isinstance(asked, str):
        return tuple(part.strip() for part in re.split(r",(?![^(]*\))", asked) if part.strip())
    return tuple(str(each) for each in cast("list[Any]", asked)) if isinstance(asked, list | tuple) else ()


def judge_permissions(asked: tuple[str, ...], behaviours: tuple[str, ...], length: int) -> Iterator[Sighting]:
    """Yield what is done without having been asked for; one that names nothing may do what its agent may."""
    if not asked:
        return
    for behaviour, allowing in _ALLOWING.items():
        if behaviour in behaviours and not any(allowing.search(tool) for tool in asked):
            why = f"It asks for {', '.join(asked)[:80]}; its files use {behaviour}."
            yield Sighting("skill_permission_mismatch", Severity.LOW, 0.6, 0, min(length, 200), why)
