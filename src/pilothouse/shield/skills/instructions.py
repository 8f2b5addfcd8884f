"""Read what an agent is told: the prose, the code it is given to run, and the commands between backticks."""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from pilothouse.shield.code import Language, Sighting, analyse_source
from pilothouse.shield.code.languages import language_of_fence
from pilothouse.shield.code.shell import analyse_commands
from pilothouse.shield.findings import Severity
from pilothouse.shield.skills import signals
from pilothouse.shield.skills.intent import judge_instructions
from pilothouse.shield.skills.markdown import Fence, fences

_OBEYED = {
    "skill.md",
    "agents.md",
    "claude.md",
    "gemini.md",
    ".cursorrules",
    ".windsurfrules",
    "copilot-instructions.md",
    "system_prompt.md",
    "soul.md",
}
_OBEYED_FOLDERS = {"commands", "agents", "prompts", "rules", ".cursor"}
_INLINE = re.compile(r"`([^`\n]{8,600})`")
_SETTING_UP = re.compile(
    r"(?i)\b(?:install\w*|set ?up|prerequisites?|requirements?|getting started|quick ?start|bootstrap"
    r"|dependenc\w+|not (?:found|installed)|upgrade)\b"
)
_COMMAND = re.compile(
    r"(?m)^\s*(?:\$\s+)?(?:curl|wget|rm|sudo|bash|sh|python3?|pip3?|npm|npx|git|cat|echo|export|nc"
    r"|powershell|iwr|find|tar|cp|mv|chmod|scp|ssh|docker|crontab)\b"
)
_LINES_BEFORE = 3


def is_obeyed(path: str) -> bool:
    """Whether agents read a file as orders, rather than as something to look up."""
    place = PurePosixPath(path.lower())
    return place.name in _OBEYED or bool(
        _OBEYED_FOLDERS & set(place.parts[:-1]) and place.suffix in {".md", ".mdc", ".txt"}
    )


def judge_document(path: str, text: str) -> Iterator[Sighting]:
    """Yield what a document asks for, and what the code in it does."""
    obeyed = is_obeyed(path)
    yield from judge_instructions(text)
    for fence in fences(text):
        yield from _in_fence(fence, text, obeyed=obeyed)
    if obeyed:
        yield from _inline(text)


def _in_fence(fence: Fence, text: str, *, obeyed: bool) -> Iterator[Sighting]:
    language = language_of_fence(fence.info)
    if language is None and not fence.info and _COMMAND.search(fence.text):
        language = Language.SHELL
    if language is None:
        return
    heading = _heading_before(text, fence.start)
    context = "\n".join([heading, *fence.before.rstrip("`\n ").splitlines()[-_LINES_BEFORE - 1 :]])
    if signals.DEFENDS.search(context):
        return
    is_set_up = bool(_SETTING_UP.search(context)) and not signals.TRIGGER.search(context)
    for each in analyse_source(fence.text, language):
        if signals.DEFENDS.search(_line_around(fence.text, each.start)) or (
            not obeyed and each.severity < Severity.HIGH
        ):
            continue
        if each.detector == "malware_download_execute" and is_set_up and each.severity <= Severity.MEDIUM:
            continue
        if each.detector.startswith("skill_"):
            continue  # code that is shown is not code that runs
        yield each.shifted(fence.start)


def _inline(text: str) -> Iterator[Sighting]:
    for match in list(_INLINE.finditer(text))[:400]:
        before = text[max(0, match.start() - 160) : match.start()].rpartition("\n")[2]
        after = text[match.end() : match.end() + 160].partition("\n")[0]
        if signals.DEFENDS.search(before + after) or signals.FORBIDS.search(before):
            continue
        for each in analyse_commands(match[1]):
            if each.severity >= Severity.HIGH:
                yield each.moved(match.start(), match.end())


def _heading_before(text: str, place: int) -> str:
    start = text.rfind("\n#", 0, place)
    return text[start + 1 : text.find("\n", start + 1)] if start >= 0 else ""


def _line_around(text: str, place: int) -> str:
    """Return the line of a place and the one above it, where its comment stands."""
    end = text.find("\n", place)
    start = text.rfind("\n", 0, place)
    above = text.rfind("\n", 0, max(start, 0))
    return text[above + 1 : end if end >= 0 else len(text)]
