"""One entry: source code in, behaviours out. Picks the reader of a language, and reads what is wrapped inside."""

import re
from collections.abc import Sequence
from functools import lru_cache

from pilothouse.shield.code import javascript
from pilothouse.shield.code.blanking import without_hash_comments, without_powershell_comments, without_slash_comments
from pilothouse.shield.code.dialects import DIALECTS
from pilothouse.shield.code.gates import is_javascript_worth_following, is_python_worth_reading
from pilothouse.shield.code.languages import Language, language_of
from pilothouse.shield.code.payloads import hidden_in
from pilothouse.shield.code.python.flow import Program
from pilothouse.shield.code.ruby import install_hooks
from pilothouse.shield.code.script import follow
from pilothouse.shield.code.shapes import shapes_in
from pilothouse.shield.code.shell import analyse_commands
from pilothouse.shield.code.sightings import Sighting, distinct
from pilothouse.shield.findings import Severity

MOST_CHARS = 2_000_000  # of one file; what is longer is cut, and the report says so
_DEEPEST = 3  # envelopes in envelopes
_COMMAND = re.compile(  # it begins with letters in both cases, for `re` is twice as fast where it knows the first
    r"[eEsS\u017fpPcCrR`%](?i:(?<=e)xec|(?<=s)(?:pawn|ystem)|(?<=p)open|(?<=c)(?:ommand|all)|(?<=r)un|(?<=`)"
    r"|(?<=%)x)\w*[\s(]*(?:\[\s*)?(['\"`])((?:(?!\1)[^\\\n]|\\.){4,2000})\1"
)


def analyse_source(text: str, language: Language | None = None, path: str | None = None) -> list[Sighting]:
    """Return the malware behaviours of one text.

    Args:
        text: source, or text in which somebody pasted some.
        language: where it is known; else it is told by the path or the looks.
        path: of the file, for its name.
    """
    text = text[:MOST_CHARS]
    return list(_analyse(text, language or language_of(path, text), path or "", 0))


def analyse_python(texts: Sequence[str], names: Sequence[str]) -> list[list[Sighting]]:
    """Return what the Python files of one skill do together, in their order."""
    program = Program([text[:MOST_CHARS] for text in texts], names, _payload_reader(0))
    flows = program.sightings()
    return [
        distinct([*flow, *shapes_in(text, Language.PYTHON), *_wrapped(text, 0), *([] if parsed else _loosely(text))])
        for text, flow, parsed in zip(texts, flows, program.parsed, strict=True)
    ]


@lru_cache(maxsize=16)
def _analyse(text: str, language: Language, path: str, depth: int) -> tuple[Sighting, ...]:
    if language is Language.PYTHON:
        return tuple(distinct([*_python(text, path, depth), *shapes_in(text, language)]))
    found = shapes_in(text, language)
    if language is Language.JAVASCRIPT:
        found += _javascript(text)
    elif language in DIALECTS:
        blank = (
            without_powershell_comments
            if language is Language.POWERSHELL
            else without_slash_comments
            if language is Language.GO
            else without_hash_comments
        )
        blanked = blank(text)
        found += follow(blanked, DIALECTS[language])
        found += install_hooks(blanked) if language is Language.RUBY else []
        if language in {Language.SHELL, Language.POWERSHELL, Language.OTHER}:
            found += analyse_commands(blanked)
        else:
            found += _commands_inside(blanked)
    return tuple(distinct([*found, *_wrapped(text, depth)]))


def _python(text: str, path: str, depth: int) -> list[Sighting]:
    if not is_python_worth_reading(text):
        return _wrapped(text, depth)
    program = Program([text], [path], _payload_reader(depth))
    found = program.sightings()[0]
    return [*found, *_wrapped(text, depth), *([] if program.parsed[0] else _loosely(text))]


def _loosely(text: str) -> list[Sighting]:
    """Read what is no Python that parses for its commands alone."""
    return _commands_inside(without_hash_comments(text))


def _javascript(text: str) -> list[Sighting]:
    found = javascript.obfuscations(text) + javascript.deeds(text)
    if not is_javascript_worth_following(text):
        return found
    blanked = without_slash_comments(text)
    found += follow(blanked, DIALECTS[Language.JAVASCRIPT])
    if (plain := javascript.written_out(blanked)) != blanked:
        found += _on_lines_of(text, plain, follow(plain, DIALECTS[Language.JAVASCRIPT]))
    return [*found, *_commands_inside(blanked)]


def _on_lines_of(text: str, plain: str, sightings: list[Sighting]) -> list[Sighting]:
    """Put sightings in the written-out script on the same lines of the script as it is."""
    starts = [0]
    for line in text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    moved: list[Sighting] = []
    for each in sightings:
        first, last = plain.count("\n", 0, each.start), plain.count("\n", 0, each.end)
        start = starts[min(first, len(starts) - 2)]
        moved.append(each.moved(start, max(start, starts[min(last + 1, len(starts) - 1)] - 1)))
    return moved


def _commands_inside(text: str) -> list[Sighting]:
    """Read the commands that a program hands to a shell as constants."""
    found: list[Sighting] = []
    for match in _COMMAND.finditer(text[:MOST_CHARS]):
        found += [each.moved(match.start(), match.end()) for each in analyse_commands(match[2])]
    return found


def _wrapped(text: str, depth: int) -> list[Sighting]:
    """Read encoded programs; only what does grave harm counts, because data is encoded for good reasons too."""
    if depth >= _DEEPEST:
        return []
    found: list[Sighting] = []
    for hidden in hidden_in(text):
        inner = _analyse(hidden.text, hidden.language, "", depth + 1)
        found += [
            each.moved(hidden.start, hidden.end, hidden.layer) for each in inner if each.severity >= Severity.HIGH
        ]
    return found


def _payload_reader(depth: int):  # noqa: ANN202  # Payload of sinks.py; naming it would import it for a type alone
    def read(text: str, language: Language) -> list[Sighting]:
        return list(_analyse(text[:MOST_CHARS], language, "", depth + 1)) if depth < _DEEPEST else []

    return read
