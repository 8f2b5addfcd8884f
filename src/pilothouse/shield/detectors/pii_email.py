"""Addresses of electronic mail."""

import re
from string import ascii_letters, digits

from pilothouse.shield.detector import Candidate, Detector, Match, Rule, Text
from pilothouse.shield.findings import Severity
from pilothouse.shield.pii.context import REFERENCES, REMEDY

_SURE = 0.9
_LOCAL = re.compile(r"[A-Za-z0-9](?:(?:[\w.+-]|'(?=[A-Za-z])){0,62}[\w+-])?\Z", re.ASCII)
_LETTERS = ascii_letters + digits + "_.+-'"  # of a mailbox
_NOBODY = frozenset({"git", "no-reply", "noreply", "donotreply", "do-not-reply", "mailer-daemon"})
_FILES = frozenset(
    {
        "png",
        "jpg",
        "jpeg",
        "gif",
        "webp",
        "svg",
        "ico",
        "css",
        "js",
        "ts",
        "json",
        "html",
        "md",
        "py",
        "txt",
        "local",
        "localhost",
        "internal",
    }
)
_MOST_LOCAL = 64  # characters. Source: RFC 5321, 4.5.3.1.1


def _judge(text: Text, match: Match) -> Candidate | None:
    """Read what stands before the `@`; an address's password, a file's scale and a package's scope are no mailboxes."""
    before = text.before(match.start, _MOST_LOCAL + 3)
    local = _LOCAL.search(before, len(before.rstrip(_LETTERS)))
    if local is None or match.group("top").lower() in _FILES or local.group().lower() in _NOBODY:
        return None
    lead = before[: local.start()]
    if lead.endswith("\\"):  # "\\n@" in a program is a new line
        return None
    if lead.endswith(("//", ":", "/")) and "mailto:" not in before.lower() and "//" in text.before(match.start, 200):
        return None
    if text.after(match.end, 1) == ":" and text.after(match.end + 1, 1).isalnum():
        return None  # git@host:path
    return Candidate(match.start - len(local.group()), match.end, confidence=_SURE)


pii_email = Detector(
    id="pii_email",
    title="E-mail address",
    severity=Severity.LOW,
    explanation="An e-mail address tells who somebody is and how to reach them.",
    remedy=REMEDY,
    references=REFERENCES,
    rules=(Rule(r"@(?:[A-Za-z0-9][A-Za-z0-9-]{0,61}\.){1,4}(?P<top>[A-Za-z]{2,24})\b"),),
    judge=_judge,
)
