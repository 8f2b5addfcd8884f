"""Follow values through a script statement by statement, in any language whose words a dialect knows.

A statement is a line, or all lines until its brackets are closed. A name that is assigned something private is private
from then on; a file that something private is written to is known again by its name. Two rounds, so that order in
the file does not matter. Less exact than a syntax tree, and enough for the few hundred lines that scripts have. Only
statements are read that tell something by themselves (`worth.py`) or name what is known.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from pilothouse.shield.code.deeds import LONGEST_PLACE, evaluated, looked_into, seen, sent, serialized
from pilothouse.shield.code.destinations import Destination, destinations_in
from pilothouse.shield.code.dialects import NEVER, Dialect
from pilothouse.shield.code.kinds import FACTS, NOTHING, PRIVATE, Kind, Kinds
from pilothouse.shield.code.pieces import MANY_WORDS, Piece, Pieces
from pilothouse.shield.code.places import PRIVATE_PLACE, kinds_of_place
from pilothouse.shield.code.sightings import Sighting
from pilothouse.shield.code.worth import LONGEST_VALUE, MOST_CHARS_IN_ONE, asked, telling, words_used
from pilothouse.shield.findings import Severity

_WORD = re.compile(r"[A-Za-z_][\w$]*|(?<![\w$])\$(?=\W)")
_FILE = re.compile(r"['\"]([^'\"\n]{3,200})['\"]|(?<![\w/])((?:~|\.{1,2}|\$\w+)?/?[\w$./-]*\w\.\w{1,8})\b")
_CALLED = re.compile(r"(?<![\w.$])([A-Za-z_$][\w$]*)\(([^()]{1,300})")
_CALLBACK = re.compile(
    r"(?:function\s*\w*\s*)?\(([\w\s,$]{1,100})\)\s*(?:=>|\{)|\b(\w+)\s*=>|do\s*\|([\w\s,]{1,60})\|"
    r"|\{\s*\|([\w\s,]{1,60})\|"
)
_BLOCK = re.compile(r"=>|[{|]")  # stands in every callback


@dataclass(slots=True)
class _Facts:
    """What names and files hold so far."""

    names: dict[str, Kinds] = field(default_factory=dict[str, Kinds])
    files: dict[str, Kinds] = field(default_factory=dict[str, Kinds])
    handles: dict[str, set[str]] = field(default_factory=dict[str, set[str]])
    parameters: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    hosts: dict[str, list[Destination]] = field(default_factory=dict[str, list[Destination]])
    told: list[str] = field(default_factory=list[str])

    @property
    def are_none(self) -> bool:
        """Whether nothing is known that a statement could pass on or send to."""
        return not (self.names or self.files or self.handles or self.hosts)

    def newly_known(self) -> list[str]:
        """Return the names and files of which nothing was known when this was asked last; all, once they are many."""
        if len(self.names) + len(self.files) == len(self.told) or len(self.told) > MANY_WORDS:
            return []
        known = [*self.names, *self.files]
        found = known if len(known) > MANY_WORDS else [name for name in known if name not in self.told]
        self.told = known
        return found


def follow(text: str, dialect: Dialect) -> list[Sighting]:
    """Return what flows from a source to a sink, comments of the text blanked before."""
    statements = asked(text, dialect)
    needed = words_used(text, dialect, statements)
    if needed is None:
        return []
    dialect = needed
    facts = _Facts(parameters=_parameters(text, dialect, statements))
    is_worth_reading = [False] * len(statements)
    for number in telling(statements, dialect):
        is_worth_reading[number] = True
    found: list[Sighting] = []
    for _ in range(2):
        function = ""
        found = []
        for number, is_worth in enumerate(is_worth_reading):
            if not is_worth:
                continue
            statement = statements[number]
            function = _defined_by(statement, dialect) or function
            found.extend(_read(statement, dialect, facts, function))
            for other in statements.with_words(facts.newly_known()):
                is_worth_reading[other] = is_worth_reading[other] or _passes_on(statements[other], facts)
        if facts.are_none:
            break
    return found


def _parameters(text: str, dialect: Dialect, statements: Pieces) -> dict[str, list[str]]:
    """Return the names of the parameters of each function that a text defines."""
    if not statements.asked_for({id(dialect.defines)}):
        return {}
    found: dict[str, list[str]] = {}
    for match in dialect.defines.finditer(text):
        groups = [group for group in match.groups() if group is not None]
        if groups:
            found[groups[0]] = [
                each.strip().split(" ")[0].split("=")[0].split(":")[0] for each in "".join(groups[1:2]).split(",")
            ]
    return found


def _defined_by(statement: Piece, dialect: Dialect) -> str:
    """Return the name of the function that begins in a statement, or nothing."""
    match = dialect.defines.search(statement.text) if id(dialect.defines) in statement.might_match else None
    return next((group for group in match.groups() if group), "") if match else ""


def _passes_on(statement: Piece, facts: _Facts) -> bool:
    """Whether a statement may do something with what it holds, or pass it on to another name."""
    text = statement.text
    if statement.might_match or "=" in text or "return" in text:
        return True
    return _BLOCK.search(text) is not None or _calls(text, facts)


def _read(statement: Piece, dialect: Dialect, facts: _Facts, function: str) -> Iterator[Sighting]:
    """Yield what a statement does with what it brings in and holds; note what names and files hold after it."""
    text, might_match = statement.text, statement.might_match
    brought = _sources(text, dialect, might_match)
    kinds = brought | _held(text, facts)
    if "return" in text and function and (returned := kinds & (PRIVATE | FACTS)):
        facts.names[function] = facts.names.get(function, NOTHING) | returned
    _pass_on(text, kinds, facts)
    if might_match:
        yield from _used(statement, dialect, facts, kinds)
        yield from serialized(statement, brought)
    for match in dialect.assigns.finditer(text) if "=" in text else ():
        _assign(match, statement, dialect, facts)


def _used(statement: Piece, dialect: Dialect, facts: _Facts, kinds: Kinds) -> Iterator[Sighting]:
    text = statement.text

    def says(pattern: re.Pattern[str]) -> bool:
        return id(pattern) in statement.might_match and pattern.search(text) is not None

    if says(dialect.keeps) or says(dialect.opens):
        _keep(text, kinds, facts)
    if says(dialect.sends):
        places = destinations_in(text)
        for name in _WORD.findall(text)[:200]:
            places += facts.hosts.get(name, [])
        yield from sent(statement, kinds, places)
    if says(dialect.evaluates):
        yield from evaluated(statement, kinds)
    if says(dialect.runs):
        yield from _run(statement, kinds, facts)
    if says(dialect.reads):
        yield from looked_into(statement)


def _sources(text: str, dialect: Dialect, might_match: frozenset[int] | None) -> Kinds:
    """Return what a text brings in, where it is known only by those patterns that might match."""

    def says(pattern: re.Pattern[str]) -> bool:
        return (might_match is None or id(pattern) in might_match) and pattern.search(text) is not None

    is_placeless = might_match is not None and len(text) <= LONGEST_PLACE and id(PRIVATE_PLACE) not in might_match
    if is_placeless and not might_match:
        return NOTHING
    kinds = {kind for kind, pattern in dialect.sources if says(pattern)}
    if dialect.reads is NEVER:
        return frozenset(kinds)
    of_place = NOTHING if is_placeless else kinds_of_place(text[:LONGEST_PLACE])
    return frozenset(kinds | (of_place if says(dialect.reads) else of_place & {Kind.METADATA}))


def _held(text: str, facts: _Facts) -> Kinds:
    kinds: Kinds = NOTHING
    for word in facts.names.keys() & _WORD.findall(text)[:400] if facts.names else ():
        kinds |= facts.names[word]
    if facts.files:
        for first, second in _FILE.findall(text)[:100]:
            kinds |= facts.files.get(_stem(first or second), NOTHING)
    return kinds


def _assign(match: re.Match[str], statement: Piece, dialect: Dialect, facts: _Facts) -> None:
    text = statement.text
    might_match: frozenset[int] | None = statement.might_match
    names = [
        word
        for word in _WORD.findall(match[1])
        if word not in {"const", "let", "var", "err", "_", "self", "this", "exports", "module"}
    ]
    value = text[match.end() : match.end() + LONGEST_VALUE]
    if len(text) > LONGEST_VALUE or dialect.has_anchored_sources:
        might_match = None  # in the value may match what does not in the statement
    own = _sources(value, dialect, might_match) | _held(value, facts)
    if Kind.DOWNLOAD in own and re.search(r"\.(?:status\w*|ok|headers)\s*$", value.strip().rstrip(";")):
        own -= {Kind.DOWNLOAD}
    places = destinations_in(value[:500]) if "://" in value else []
    opens = (might_match is None or id(dialect.opens) in might_match) and dialect.opens.search(value) is not None
    for name in names:
        if own:
            facts.names[name] = facts.names.get(name, NOTHING) | own
        if places:
            facts.hosts[name] = places
        if opens:
            facts.handles.setdefault(name, set()).update(_files_in(value))


def _pass_on(text: str, kinds: Kinds, facts: _Facts) -> None:
    """Parameters of a callback hold what the call brings; those of a named function what it is given."""
    brought = kinds - {Kind.DECODED}
    if brought & (PRIVATE | {Kind.DOWNLOAD}) and len(text) < MOST_CHARS_IN_ONE and _BLOCK.search(text):
        for match in _CALLBACK.finditer(text):
            for name in _WORD.findall(next((group for group in match.groups() if group), "")):
                if name not in {"err", "error", "e", "resolve", "reject", "req", "function"}:
                    facts.names[name] = facts.names.get(name, NOTHING) | brought
    if not facts.names or not _calls(text, facts):
        return
    for match in _CALLED.finditer(text):
        if parameters := facts.parameters.get(match[1]):
            for number, argument in enumerate(match[2].split(",")[: len(parameters)]):
                if held := _held(argument, facts):
                    facts.names[parameters[number]] = facts.names.get(parameters[number], NOTHING) | held


def _calls(text: str, facts: _Facts) -> bool:
    """Whether a function that the script defines may be called."""
    return "(" in text and (len(facts.parameters) > MANY_WORDS or any(name in text for name in facts.parameters))


def _files_in(text: str) -> set[str]:
    words = {_stem(first or second) for first, second in _FILE.findall(text)[:20]}
    match = re.search(r"\(\s*([A-Za-z_$][\w$]*)\s*[,)]", text)
    return words | ({match[1]} if match else set())


def _keep(text: str, kinds: Kinds, facts: _Facts) -> None:
    held = kinds & (PRIVATE | {Kind.DOWNLOAD})
    if not held:
        return
    for name in _files_in(text):
        if not kinds_of_place(name):
            facts.files[name] = facts.files.get(name, NOTHING) | held
    for word in _WORD.findall(text)[:100]:
        for name in facts.handles.get(word, ()):
            facts.files[name] = facts.files.get(name, NOTHING) | held
            facts.names[name] = facts.names.get(name, NOTHING) | held if name.isidentifier() else NOTHING


def _stem(name: str) -> str:
    return name.removeprefix("@").removeprefix("./")


def _run(statement: Piece, kinds: Kinds, facts: _Facts) -> Iterator[Sighting]:
    if Kind.RECEIVED in kinds:
        yield seen(
            "malware_reverse_shell", Severity.CRITICAL, 0.85, statement, "Commands that a socket receives are run."
        )
    words = {_stem(first or second) for first, second in _FILE.findall(statement.text)[:50]} | set(
        _WORD.findall(statement.text)[:100]
    )
    if any(Kind.DOWNLOAD in facts.files.get(word, NOTHING) for word in words):
        yield seen("malware_download_execute", Severity.CRITICAL, 0.9, statement, "A downloaded file is run.")
    if Kind.DECODED in kinds and re.search(r"(?:atob|base64|fromCharCode|decode64)", statement.text):
        yield seen("malware_obfuscation", Severity.HIGH, 0.8, statement, "A command is decoded and run.")
