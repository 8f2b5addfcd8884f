"""Secrets in a command line or a request's head: `curl -u user:password`, `Authorization: Basic …`."""

import base64
import binascii

from pilothouse.shield.detector import Candidate, Detector, Match, Rule, Text
from pilothouse.shield.findings import Severity
from pilothouse.shield.secrets.allow import excusing
from pilothouse.shield.secrets.naming import vocabulary
from pilothouse.shield.secrets.placeholders import is_placeholder, is_template
from pilothouse.shield.secrets.values import Value, value_at

_SURE, _LIKELY = 0.85, 0.65
_REFERENCES = ("OWASP LLM02:2025", "CWE-798", "CWE-214")
_QUOTE = "\"'"
_MANUAL = vocabulary("username user password pass token test admin api key secret login email myusername name")


def _judge_pair(_: Text, match: Match) -> Candidate | None:
    """`-u user:password`: a literal password that is no word of manuals."""
    password = match.group("password").strip(_QUOTE + "{}")
    if not password or is_template(match.group("user")) or is_placeholder(password):
        return None
    if password.lower() in _MANUAL:
        return None
    start, end = match.span("password")
    return Candidate(start, end, confidence=_SURE)


def _judge_password(_: Text, match: Match) -> Candidate | None:
    password = match.group("password").strip(_QUOTE)
    if is_placeholder(password) or password.startswith("-") or password.lower() in _MANUAL:
        return None
    return Candidate.of(match, "password", confidence=_LIKELY)


def _judge_header(text: Text, match: Match) -> Candidate | None:
    value = value_at(text, match.span("value")[0])
    return Candidate(value.start, value.end, confidence=_SURE) if _is_pair(value) else None


def _is_pair(value: Value) -> bool:
    """Say whether base64 holds `user:password`, and no words of manuals. Source: RFC 7617."""
    try:
        user, colon, password = base64.b64decode(value.text, validate=True).decode("latin-1").partition(":")
    except binascii.Error:
        return False
    return bool(colon and password) and password.lower() not in _MANUAL and not is_template(user + password)


secret_command = Detector(
    id="secret_command",
    title="Password in a command line",
    severity=Severity.HIGH,
    explanation="A command is given a password in the open: it stays in the shell's history and in lists of processes.",
    remedy="Change the password. Read it from a file, a prompt or a variable instead.",
    references=_REFERENCES,
    is_secret=True,
    rules=(
        Rule(
            r"curl[^;|]{0,160}?[ \t](?:-u|--user)[ =]{0,3}[\"']{0,2}(?P<user>[^\s:\"']{1,80})[\"']?:"
            r"(?P<password>[^\s]{3,120})"
        ),
    ),
    judge=excusing(_judge_pair),
)
secret_command_password = Detector(
    id="secret_command_password",
    title="Password in a command line",
    severity=Severity.HIGH,
    explanation=secret_command.explanation,
    remedy=secret_command.remedy,
    references=_REFERENCES,
    is_secret=True,
    rules=(
        Rule(r"psexec(?:\.exe|64)?[^\n]{1,160}? -p (?P<password>[^\s]{3,64})", ignore_case=True),
        Rule(r"login[ \t\n]{1,8}[^\s]{1,80}[ \t\n]{1,8}password[ \t\n]{1,8}(?P<password>[^\s]{4,120})"),  # a netrc file
        Rule(r"networkcredential\( ?\"[^\"\n]{1,80}\" ?, ?\"(?P<password>[^\"\n]{4,80})\"", ignore_case=True),
        Rule(
            r"directoryentry\( ?\"[^\"\n]{1,120}\", ?\"[^\"\n]{1,80}\", ?\"(?P<password>[^\"\n]{4,80})\"",
            ignore_case=True,
        ),
        Rule(r"sshpass {1,3}-p {0,3}(?P<password>[^\s]{3,64})"),
        Rule(r"(?:mysql|mysqldump|mariadb)[^\n]{1,120}? -p(?P<password>[^\s-][^\s]{3,64})"),
        Rule(r"net use [^\n]{1,80}? /user:[^\s]{1,60} (?P<password>[^\s]{4,64})", ignore_case=True),
    ),
    judge=excusing(_judge_password),
)
secret_header = Detector(
    id="secret_header",
    title="Password in a request's head",
    severity=Severity.HIGH,
    explanation="`Authorization: Basic` is no cipher: anybody turns it back into the user and the password it holds.",
    remedy="Change the password, and let the program add the header from the secrets backend.",
    references=("OWASP LLM02:2025", "CWE-798", "CWE-522"),
    is_secret=True,
    rules=(
        Rule(
            r"authorization[\"']{0,2}[ \t]{0,4}[:=,][ \t]{0,4}[\"']?basic[ \t]{1,4}(?P<value>[\w+/=]{12})",
            ignore_case=True,
        ),
    ),
    judge=excusing(_judge_header),
)
