"""Secrets without a form of their own: a value that is named like one and looks like one."""

import re

from pilothouse.shield.detector import Candidate, Detector, Match, Rule, Text
from pilothouse.shield.findings import Severity
from pilothouse.shield.secrets.allow import excusing
from pilothouse.shield.secrets.chance import changes
from pilothouse.shield.secrets.likeness import Sighting, likeness
from pilothouse.shield.secrets.naming import is_public, maker_in, makers, naming_of, words_of
from pilothouse.shield.secrets.placeholders import is_placeholder
from pilothouse.shield.secrets.values import Value, is_code, is_prose, is_reference, name_at, value_at

_LEAST_PASSWORD, _MOST_PASSWORD = 6, 64  # characters
_LEAST_TOKEN, _MOST_TOKEN = 12, 512
_PASSWORD_SURE, _PASSWORD_MAYBE = 0.75, 0.6
_JOINED = re.compile(r"[-_.]")  # what joins the words of a name
_MIXED = re.compile(r"[0-9].*[A-Za-z]|[A-Za-z].*[0-9]")
_PLAIN = re.compile(r"[a-z_=./-]*\Z")  # words in small letters, however joined
_MOST_READ = 128  # characters of a value: enough to know it
_NEARBY = 60  # characters before the name, in which a maker may be named

# A name, what may end it (`"]`, `'`), the sign between, and the beginning of a value; the judge reads on. One rule for
# each stem, so that every rule begins with letters and costs nothing where they are missing.
_STEMS = ("pass", "pwd", "secret", "token", "credential", "auth")
_ASSIGNED = (
    r"[\w.-]{0,24}[\"'\]`\\]{0,3}[ \t]{0,16}(?P<sign>:=|=>|[:=>]|['\"], ?)[ \t]{0,4}[\"'`]?"
    r"(?P<value>[^\s\"'`:][^\s\"'`]{5})"  # two colons assign nothing: `tokens.py::TestExpiry`, `token::Kind`
)
_LOOSE_STEMS = ("bearer", "secret", "token", "key", "access", "private")
_LOOSE = (
    r"[\w-]{0,24}?(?P<sign>[\"')\]]{0,2}[ \t.(-]{1,6}(?:is[ \t:]{1,2})?)[\"'`]?"
    r"(?P<value>[a-z_+/.~-]{0,40}[0-9][\w+/=.~%-]{8})"
)  # fmt: skip
_ATTRIBUTE = (
    r"[\w.-]{0,24}\"(?P<sign>[ \t]{1,4}value[ \t]{0,2}=[ \t]{0,2})\"(?P<value>[^\s\"]{6})"  # `key="x" value="y"`
)
_SAID = r"(?:word|wd|phrase|code)?(?P<sign>[ \t]{1,2}(?:is|was)[ \t:]{1,2})[\"'`]?(?P<value>[^\s\"'`]{6})"
_KEY = (
    r"[\w.-]{0,12}[\"'\]`\\]{0,3}[ \t]{0,4}(?P<sign>:=|=>|[:=>]|['\"], ?)[ \t]{0,4}[\"'`]?"
    r"(?P<value>[\w+/=.~-]{12})"
)
_MAKER = r"[\w.-]{0,16}(?P<sign>[\"'\])]{0,2}[ \t]{0,3}[:= ][ \t]{0,3})[\"'`]?(?P<value>[\w+/=.~%-]{16})"


def _rules() -> tuple[Rule, ...]:
    rules = [Rule(stem + _ASSIGNED, "assigned", ignore_case=True) for stem in _STEMS]
    rules += [Rule(stem + _LOOSE, "loose", ignore_case=True) for stem in _LOOSE_STEMS]
    rules += [Rule("key" + _KEY, "assigned", ignore_case=True), Rule("pass" + _SAID, "loose", ignore_case=True)]
    rules += [
        Rule(stem + _ATTRIBUTE, "assigned", ignore_case=True) for stem in ("pass", "pwd", "secret", "token", "key")
    ]
    rules += [Rule(name + _MAKER, "maker", ignore_case=True) for name in sorted(makers())]
    return tuple(rules)


def sighting_of(text: Text, match: Match) -> tuple[Value, Sighting] | None:
    """Read a match: its value and all that the model asks of it; None where the value is no literal."""
    value = value_at(text, match.span("value")[0])
    shown = value.text[:_MOST_READ]
    if _PLAIN.match(shown) or is_placeholder(shown) or is_prose(shown) or is_code(text, value):
        return None
    words = words_of(name_at(text, match.start, match.span("sign")[0]))
    naming = naming_of(words)
    line_start, _ = text.line_at(match.start)
    nearby = words_of(text.value[max(line_start, match.start - _NEARBY) : match.start])
    has_maker = maker_in([*words, *nearby]) is not None
    if naming == "none" and (not has_maker or is_public(words) or not _MIXED.search(shown)):
        return None
    return value, Sighting(
        value=shown,
        words=tuple(words),
        naming=naming,
        has_maker=has_maker,
        is_quoted=value.is_quoted,
        is_loose=match.rule.name != "assigned",
    )


def is_for_model(value: Value, seen: Sighting) -> bool:
    """Say whether the model is asked: of a password it knows nothing, and a path is no secret."""
    is_token = _LEAST_TOKEN <= len(value.text) <= _MOST_TOKEN and not is_reference(value.text)
    return is_token and seen.naming != "password"


def _judge(text: Text, match: Match) -> Candidate | None:
    read = sighting_of(text, match)
    if read is None:
        return None
    value, seen = read
    if seen.naming == "password":
        return _password(value, list(seen.words))
    return Candidate(value.start, value.end, confidence=likeness(seen)) if is_for_model(value, seen) else None


def _password(value: Value, words: list[str]) -> Candidate | None:
    """Believe in a password that mixes kinds of characters: people are told to. A word alone is a field's name."""
    text = value.text
    if not _LEAST_PASSWORD <= len(text) <= _MOST_PASSWORD or is_public(words) or is_reference(text):
        return None
    kinds = sum(any(map(kind, text)) for kind in (str.isdigit, str.isupper, str.islower))
    kinds += not _JOINED.sub("", text).isalnum()
    if kinds < 2 or (kinds == 2 and changes(text) < 2 / len(text)):
        return None
    return Candidate(value.start, value.end, confidence=_PASSWORD_SURE if kinds > 2 else _PASSWORD_MAYBE)


secret_generic = Detector(
    id="secret_generic",
    title="Looks like a secret",
    severity=Severity.MEDIUM,
    explanation="A value is named like a password, token or key, and its characters are mixed as in those.",
    remedy=(
        "Change this secret where it is in use: whoever has read this text has it. Keep it in the secrets backend and "
        "write its name here. If it is none, end the line of the file with `not a secret`."
    ),
    references=("OWASP LLM02:2025", "CWE-798"),
    is_secret=True,
    rules=_rules(),
    judge=excusing(_judge),
    yields_to=("secret_",),
)
