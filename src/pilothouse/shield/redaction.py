"""Reversible redaction: a placeholder for what a model need not see, and the way back for what it answers.

Everything of one conversation shares one `Vault`, so a value keeps its placeholder from message to message and the
model can still tell two people apart. A placeholder that somebody typed is text and stays text: it is never turned
into a value, or a page that says "[SECRET_AWS_1]" could ask for the key that hides behind it.
"""

import re
from collections.abc import Iterable, Iterator

from pilothouse.shield.findings import Finding

MAX_PLACEHOLDER = 48  # characters, brackets included; what a stream holds back at most
_PLACEHOLDER = re.compile(r"\[[A-Z][A-Z_]{0,38}_[1-9][0-9]{0,6}\]")
_BEGUN = re.compile(r"\[(?:[A-Z][A-Z_]{0,38}[0-9]{0,7})?\Z")
_ESCAPE = "TEXT"
_SECRET = "[SECRET_"  # how every placeholder of a secret begins  # noqa: S105 - no password


class Vault:
    """The placeholders of one conversation and what they stand for."""

    def __init__(self) -> None:
        self._values: dict[str, str] = {}  # by placeholder
        self._placeholders: dict[tuple[str, str], str] = {}  # by kind and value
        self._reserved: set[str] = set()  # typed by somebody before we needed them
        self._last: dict[str, int] = {}  # number given last, by kind

    def __len__(self) -> int:
        return len(self._values)

    def __repr__(self) -> str:
        return f"<Vault of {len(self)} values>"

    def placeholder(self, kind: str, value: str) -> str:
        """Return the placeholder of a value, the same each time. `kind` is in capitals: EMAIL, SECRET_AWS."""
        known = self._placeholders.get((kind, value))
        if known is not None:
            return known
        name = self._unused(kind)
        self._values[name] = value
        self._placeholders[kind, value] = name
        return name

    def value(self, placeholder: str) -> str | None:
        """Return what a placeholder stands for; None when it is nothing but text."""
        return self._values.get(placeholder)

    def reserve(self, placeholder: str) -> None:
        """Promise that a placeholder will never stand for a value; one that already does keeps it."""
        if placeholder not in self._values:
            self._reserved.add(placeholder)

    def dump(self) -> dict[str, object]:
        """Return all there is as plain JSON types. It holds the values: encrypt it before it is stored."""
        values = [[kind, value, name] for (kind, value), name in self._placeholders.items()]
        return {"values": values, "reserved": sorted(self._reserved)}

    @classmethod
    def load(cls, dumped: dict[str, object]) -> "Vault":
        """Make a vault from what `dump` returned.

        Raises:
            KeyError, TypeError, ValueError: it is something else.
        """
        vault = cls()
        for kind, value, name in _rows(dumped["values"]):
            vault._values[name] = value
            vault._placeholders[kind, value] = name
            vault._last[kind] = max(vault._last.get(kind, 0), int(name[len(kind) + 2 : -1]))
        vault._reserved.update(_strings(dumped["reserved"]))
        return vault

    def _unused(self, kind: str) -> str:
        number = self._last.get(kind, 0) + 1
        while (name := f"[{kind}_{number}]") in self._reserved:
            number += 1
        self._last[kind] = number
        return name


def redact(text: str, findings: Iterable[Finding], vault: Vault) -> str:
    """Put placeholders where secrets and personal data were found.

    Args:
        text: what was scanned.
        findings: of that text; those that are neither `secret_*` nor `pii_*` are left out, overlapping ones joined.
        vault: of the conversation; it learns what is new.

    Returns:
        The text to show a model. `restore` gives back the first one, character for character.
    """
    for typed in _PLACEHOLDER.findall(text):
        vault.reserve(typed)
    pieces: list[str] = []
    place = 0
    for kind, start, end in _spans(findings, len(text)):
        pieces += (_escaped(text[place:start], vault), vault.placeholder(kind, text[start:end]))
        place = end
    return "".join((*pieces, _escaped(text[place:], vault)))


def restore(text: str, vault: Vault, *, with_secrets: bool = True) -> str:
    """Put the values back where their placeholders stand.

    Args:
        text: what a model wrote, or what `redact` returned.
        vault: of the same conversation.
        with_secrets: False leaves secrets hidden, for text that goes where the secret is not meant to go.
    """

    def value(match: re.Match[str]) -> str:
        placeholder = match.group()
        if not with_secrets and placeholder.startswith(_SECRET):
            return placeholder
        found = vault.value(placeholder)
        return placeholder if found is None else found

    return _PLACEHOLDER.sub(value, text) if "[" in text else text


class StreamRestorer:
    """`restore` for an answer that comes in pieces: a placeholder may be cut anywhere."""

    def __init__(self, vault: Vault, *, with_secrets: bool = True) -> None:
        self._vault = vault
        self._with_secrets = with_secrets
        self._held = ""

    def feed(self, chunk: str) -> str:
        """Return what is certain by now. Held back: from an open bracket on, `MAX_PLACEHOLDER` characters at most."""
        text = self._held + chunk
        open_from = text.rfind("[", max(0, len(text) - MAX_PLACEHOLDER))
        begun = _BEGUN.match(text, open_from) if open_from >= 0 else None
        certain = len(text) if begun is None else open_from
        self._held = text[certain:]
        return restore(text[:certain], self._vault, with_secrets=self._with_secrets)

    def finish(self) -> str:
        """Return what was held back; the answer is over."""
        held, self._held = self._held, ""
        return restore(held, self._vault, with_secrets=self._with_secrets)


def _spans(findings: Iterable[Finding], length: int) -> Iterator[tuple[str, int, int]]:
    """Yield kind, start and end of what is to be hidden: in order, without overlaps, named after the longest."""
    wanted = (each for each in findings if each.detector.startswith(("secret_", "pii_")))
    ordered = sorted((max(0, each.start), -min(each.end, length), _kind(each.detector)) for each in wanted)
    joined: list[tuple[str, int, int]] = []
    longest = 0
    for start, negative_end, kind in ordered:
        end = -negative_end
        if start >= end:
            continue
        if not joined or start >= joined[-1][2]:
            joined.append((kind, start, end))
            longest = end - start
            continue
        name, first, last = joined[-1]
        joined[-1] = (kind if end - start > longest else name, first, max(last, end))
        longest = max(longest, end - start)
    yield from joined


def _kind(detector: str) -> str:
    """`pii_email` is EMAIL, `secret_aws` is SECRET_AWS; digits would be read as the number."""
    name = re.sub(r"[^A-Z_]", "", detector.removeprefix("pii_").upper()).strip("_")
    return name[: MAX_PLACEHOLDER - 10].rstrip("_") or "VALUE"


def _escaped(text: str, vault: Vault) -> str:
    """Hide what looks like a placeholder in use, but was typed: it gets one of its own, which stands for itself."""

    def shield(match: re.Match[str]) -> str:
        typed = match.group()
        return typed if vault.value(typed) is None else vault.placeholder(_ESCAPE, typed)

    return _PLACEHOLDER.sub(shield, text) if "[" in text else text


def _rows(values: object) -> Iterator[tuple[str, str, str]]:
    for row in _list(values):
        kind, value, name = _strings(row)
        yield kind, value, name


def _strings(values: object) -> list[str]:
    return [str(each) for each in _list(values)]


def _list(values: object) -> list[object]:
    if not isinstance(values, list):
        raise TypeError("This is no dump of a vault.")
    return list(values)  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]
