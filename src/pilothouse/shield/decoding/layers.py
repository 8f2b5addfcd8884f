"""The layers, each: when to look beneath a text, and how.

A layer is called when its trigger's rules hit, or when `is_for` says so. What it yields is scanned like any other text,
and may have layers of its own.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from pilothouse.shield.decoding import encodings, spelling, unicode
from pilothouse.shield.decoding.runs import letters_apart, runs_of_base64, runs_of_base85, runs_of_hex
from pilothouse.shield.decoding.spans import Derived
from pilothouse.shield.detector import Detector, Match, Rule, Text
from pilothouse.shield.findings import Severity


@dataclass(frozen=True, slots=True)
class Layer:
    """One way to hide a text, undone.

    Attributes:
        name: what findings call it.
        trigger: its rules hit where this may be worth while; it is no detector of its own.
        undo: yields what lies beneath, given the trigger's matches.
        is_for: asked when no rule hit; None says no.
    """

    name: str
    trigger: Detector
    undo: Callable[[Text, Sequence[Match]], Iterable[Derived]]
    is_for: Callable[[Text], bool] | None = None


def _layer(
    name: str,
    undo: Callable[[Text, Sequence[Match]], Iterable[Derived]],
    *rules: Rule,
    is_for: Callable[[Text], bool] | None = None,
) -> Layer:
    trigger = Detector(
        id=f"layer_{name}", title=name, severity=Severity.INFO, explanation="", remedy="", rules=rules, inspect=_nothing
    )
    return Layer(name, trigger, undo, is_for)


def _nothing(_: Text) -> tuple[()]:
    return ()


LAYERS: tuple[Layer, ...] = (
    _layer("unicode", unicode.undo, is_for=unicode.is_for),
    _layer(
        "base64",
        encodings.undo_base64,
        Rule(r"(?:^|[^A-Za-z0-9+/_\-])[A-Za-z0-9+/_\-]{24}", stretches=runs_of_base64, table="runs"),
    ),
    _layer(
        "hex",
        encodings.undo_hex,
        Rule(r"(?:[0-9a-f]{2}[ :,]?){16}", ignore_case=True, stretches=runs_of_hex, table="runs"),
        Rule(r"(?:\\x[0-9a-f]{2}){4}", ignore_case=True, table="runs"),
    ),
    _layer("url", encodings.undo_url, Rule(r"(?:%[0-9a-f]{2}[^%\s]{0,12}){3}", ignore_case=True)),
    _layer(
        "html",
        encodings.undo_html,
        Rule(r"(?:&(?:#x?[0-9a-f]{2,6}|[a-z]{2,8});[^&\n]{0,30}){3}", ignore_case=True),
    ),
    _layer("escapes", encodings.undo_escapes, Rule(r"(?:\\u[0-9a-f]{4}){3}", ignore_case=True)),
    _layer("base32", encodings.undo_base32, Rule(r"\b[A-Z2-7]{24}", gate=r"[A-Z2-7]{24}", table="runs")),
    _layer(
        "base85",
        encodings.undo_base85,
        Rule(
            r"(?:^|[^0-9A-Za-z!#$%&()*+;<=>?@^_`{|}~\-])[0-9A-Za-z!#$%&()*+;<=>?@^_`{|}~\-]{40}",
            stretches=runs_of_base85,
            table="runs",
        ),
        Rule(r"<~[!-u\s]{16}", table="runs"),
    ),
    _layer("slashes", spelling.undo_slashes, Rule(r"(?:\\[^\n\\]){8}")),
    _layer("morse", spelling.undo_morse, Rule(r"(?:[.\-]{1,6}[ /|]{1,3}){8}", gate=r"[.\-][ /|]{1,3}[.\-]")),
    _layer(
        "leetspeak",
        spelling.undo_leetspeak,
        Rule(
            r"\b[a-z]{0,9}[0134578@$!|][a-z]{1,9}[0134578@$!|][a-z0-9@$!|]{0,9}\b",
            ignore_case=True,
            gate=r"[0134578@$!|][a-z]{1,9}[0134578@$!|]",
        ),
        Rule(r"\b[a-z]{1,9}[013457@$!|]{1,2}[a-z]{1,9}\b", ignore_case=True, gate=r"[a-z][013457@$!|]{1,2}[a-z]"),
    ),
    _layer(
        "spacing",
        spelling.undo_spacing,
        Rule(r"\b(?:[a-z][ ._\-*/|]{1,3}){6}[a-z]\b", ignore_case=True, stretches=letters_apart, table="runs"),
    ),
    _layer("rot13", spelling.undo_rot13, Rule(r"\b(?:rot[ \-]?13|caesar|cipher|rotate[ds]?)\b", ignore_case=True)),
    _layer(
        "reversed",
        spelling.undo_reversed,
        Rule(r"\b(?:revers(?:e|ed|ing|al)|backwards?|right to left)\b", ignore_case=True),
    ),
)
