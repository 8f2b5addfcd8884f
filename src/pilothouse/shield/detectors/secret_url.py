"""Passwords inside addresses: `postgres://user:password@host`."""

import re

from pilothouse.shield.detector import Candidate, Detector, Match, Rule, Text
from pilothouse.shield.findings import Severity
from pilothouse.shield.secrets.allow import excusing
from pilothouse.shield.secrets.naming import vocabulary
from pilothouse.shield.secrets.placeholders import is_placeholder, is_template

_SURE, _WEAK = 0.9, 0.6
_SHORT = 5  # characters: shorter ones stand in manuals
# Words that manuals put in both places. At an example host they are an example.
_MANUAL = vocabulary(
    "user users username usr uname name login me you myuser yourusername admin root pass password passwd pwd pw p "
    "u secret mypassword yourpassword mypass test tester example postgres mysql mongo redis guest changeme xxx xxxx "
    "token key apikey host foo bar x y a b"
)
_MASKED = re.compile(r"[*x.•_-]{3,}|\*+|\[.*\]?")
_EXAMPLE_HOST = re.compile(r"(?:[\w-]+\.)*(?:localhost|127\.0\.0\.1|example\.\w+|test|host(?:name)?|server|domain)\b")


def _judge(text: Text, match: Match) -> Candidate | None:
    user, password = match.group("user"), match.group("password")
    if is_template(password) or is_template(user) or _MASKED.fullmatch(password.lower()):
        return None
    known = password.lower() in _MANUAL or password == user or len(password) < _SHORT
    if is_placeholder(password) and not known:
        return None
    if len(password) < _SHORT and user.lower() in _MANUAL:
        return None
    if known and _EXAMPLE_HOST.match(text.after(match.end - 1, 80)):
        return None
    return Candidate.of(match, "password", confidence=_WEAK if known else _SURE)


secret_url_password = Detector(
    id="secret_url_password",
    title="Password in an address",
    severity=Severity.HIGH,
    explanation="An address carries a user's password before its host: so it ends in logs and in histories.",
    remedy="Change the password, and take it out of the address: hand it over by a variable or the secrets backend.",
    references=("OWASP LLM02:2025", "CWE-798", "CWE-522"),
    is_secret=True,
    rules=(Rule(r"://(?P<user>[^\s:/@\"'<>?#,;|]{0,64}):(?P<password>[^\s/@\"'<>?#]{1,200})@[\w\[]", "url"),),
    judge=excusing(_judge),
)
