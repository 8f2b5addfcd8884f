"""How a download becomes a program, and all rules for command lines."""

import re
from collections.abc import Iterable, Iterator

from pilothouse.shield.code.command_rules import SHELL
from pilothouse.shield.code.destinations import Destination, Standing, destinations_in
from pilothouse.shield.code.entering import ENTERING
from pilothouse.shield.code.harming import HARMING
from pilothouse.shield.code.pieces import Piece
from pilothouse.shield.code.sightings import Sighting
from pilothouse.shield.findings import Severity

_LOW, _MEDIUM, _HIGH, _CRITICAL = Severity.LOW, Severity.MEDIUM, Severity.HIGH, Severity.CRITICAL

RULES = (*ENTERING, *HARMING)


_FETCH = re.compile(r"\b(?:curl|wget|fetch|http|aria2c)\b")
_PIPED = re.compile(
    (
        rf"\b(?:curl|wget|fetch)\b[^;\n]{{0,600}}?\|\s*(?:sudo\s+(?:-\S+\s+)*)?(?:\w+=\S+\s+)*(?:{SHELL}"
        rf"|python[\d.]*|perl|ruby|node|php|source|bun|deno)(?=\s|$|[;&|\"'`)])"
    ),
    re.IGNORECASE,
)
_SUBSTITUTED = re.compile(
    (
        rf"(?:\b(?:{SHELL}|python[\d.]*|perl|ruby|node|eval|source|\.)\s*(?:-c\s*)?[\"']?\s*(?:<\(|\$\("
        rf"|`)\s*)(?:curl|wget)\b"
    ),
    re.IGNORECASE,
)
_OUTPUT = re.compile(
    r"(?:\s-(?:\w*o|O|-output(?:-document)?)[= ]\s*|>\s*)[\"']?([^\s\"';&|>]+)|\s-OutFile\s+[\"']?([^\s\"';]+)",
    re.IGNORECASE,
)
_KEEPS_NAME = re.compile(r"\bcurl\b[^|;]*\s-\w*O|\bwget\b(?![^|;]*\s-\w*O)|--remote-name")
_ARCHIVE = re.compile(
    (
        r"\.(?:tar|tgz|gz|zip|xz|bz2|json|ya?ml|txt|csv|md|html?|pdf|png|jpe?g|whl|pem|crt|toml|xml|sql"
        r"|asc|gpg|sha256\w*|list)$"
    ),
    re.IGNORECASE,
)


DOWNLOADS = (_FETCH, _PIPED, _SUBSTITUTED)
"""What may match in a line that downloads."""


def judge_download(lines: Iterable[Piece]) -> Iterator[Sighting]:
    """Judge what is downloaded and then run, in one line or over several.

    Args:
        lines: all in which a download may stand or the name of a file that is kept (`names_kept`), in their order.
    """
    kept: dict[str, Destination | None] = {}
    for line in lines:
        if _says(line, _PIPED) or _says(line, _SUBSTITUTED):
            yield _piped(line, _place_of(line))
        for name, origin in kept.items():
            if _runs(line.text, name):
                yield _kept(line, origin)
        if _says(line, _FETCH):
            place = _place_of(line)
            for name in _names_kept(line.text, place):
                kept[name] = place
                if _runs(_after_fetch(line.text), name):
                    yield _kept(line, place)


def names_kept(lines: Iterable[Piece]) -> set[str]:
    """Return the names under which lines keep what they download, as any line that runs it names it."""
    fetching = (line for line in lines if _says(line, _FETCH))
    return {name.removeprefix("./") for line in fetching for name in _names_kept(line.text, _place_of(line))}


def _says(line: Piece, pattern: re.Pattern[str]) -> bool:
    return id(pattern) in line.might_match and pattern.search(line.text) is not None


def _place_of(line: Piece) -> Destination | None:
    return next(iter(destinations_in(line.text)), None)


def _piped(line: Piece, place: Destination | None) -> Sighting:
    why = "What is downloaded is run at once, unread."
    standing = place.standing if place else Standing.ORDINARY
    if standing in {Standing.KNOWN, Standing.LOCAL}:
        return Sighting("malware_download_execute", _LOW, 0.2, line.start, line.end, why)
    if standing is Standing.ORDINARY and place is not None and not place.is_plain:
        return Sighting("malware_download_execute", _MEDIUM, 0.6, line.start, line.end, why)
    return Sighting("malware_download_execute", _HIGH, 0.9, line.start, line.end, why)


def _kept(line: Piece, place: Destination | None) -> Sighting:
    standing = place.standing if place else Standing.ORDINARY
    why = "A downloaded file is run."
    if standing in {Standing.KNOWN, Standing.LOCAL}:
        return Sighting("malware_download_execute", _LOW, 0.3, line.start, line.end, why)
    severity = _HIGH if standing is not Standing.ORDINARY or (place and place.is_plain) else _MEDIUM
    return Sighting("malware_download_execute", severity, 0.85, line.start, line.end, why)


def _names_kept(text: str, place: Destination | None) -> list[str]:
    names = [first or second for first, second in _OUTPUT.findall(text)]
    if place and (_KEEPS_NAME.search(text) or not names):
        names.append(place.url.split("?")[0].rstrip("/").rpartition("/")[2])
    return [name for name in names if len(name) > 1 and name not in {"/dev/null", "-"} and not _ARCHIVE.search(name)]


def _after_fetch(text: str) -> str:
    """Return what follows the download on its line."""
    match = _FETCH.search(text)
    rest = text[match.end() :] if match else ""
    parts = re.split(r"&&|;|\|\|", rest, maxsplit=1)
    return parts[1] if len(parts) > 1 else ""


def _runs(text: str, name: str) -> bool:
    if (bare := name.removeprefix("./")) not in text:
        return False
    return bool(
        re.search(
            rf"(?:\b(?:{SHELL}|python[\d.]*|node|perl|ruby|php|source|sudo|nohup|exec|start"
            rf"|open)\s+(?:-\w+\s+)*|\bchmod\s+\S*[+7]\S*\s+|(?:^|[;&|(]\s*|\s)\./|(?:^|[;&|(]\s*))"
            rf"[\"']?(?:\./|\$PWD/)?{re.escape(bare)}(?=[\"'\s;&|)]|$)",
            text,
        )
    )
