"""Links that lead elsewhere than they say, or carry data away when a page is merely shown."""
# ruff: noqa: RUF001 (look-alike letters are what this is about)

import ipaddress
import re
import unicodedata
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from pilothouse.shield.detector import Candidate, Detector, Match, Rule, Text
from pilothouse.shield.findings import Severity

_HTTP = r"\b(?:https?|ftp|wss?)://"
_REFERENCES = ("OWASP LLM05:2025", "OWASP ASI02")
_PLACEHOLDER = re.compile(r"[{<\[$%*]|^(?:user(?:name)?|name|login|me)$", re.IGNORECASE)
# What a picture's address asks for when it is only a picture: sizes, versions, labels of badges.
_PLAIN_PARAMETER = re.compile(
    r"^(?:w|h|width|height|size|s|v|ver|version|style|color|colour|logo\w*|label\w*|branch|format|fm|fit|q|quality|auto|"
    r"dpr|crop|raw|ref|theme|type|event|job|svg|badge|cache\w*|ts|t|alt|ixlib|ixid|period|units|left_\w+|right_\w+)$",
    re.IGNORECASE,
)
# Hosts whose pictures tell how a project fares. Their addresses hold the project's own marks, and whoever writes one
# cannot read there what others were made to ask. Not those below them, which anybody may have as a site.
_BADGE_HOSTS = frozenset({
    "api.codeclimate.com", "app.codacy.com", "badge.fury.io", "ci.appveyor.com", "circleci.com", "codecov.io",
    "coveralls.io", "github.com", "img.shields.io", "readthedocs.org", "snyk.io", "sonarcloud.io", "travis-ci.com",
    "travis-ci.org",
})  # fmt: skip
_SLOT = re.compile(r"[{\[<]{1,2}[^}\]>]{2,60}[}\]>]{1,2}|\$\{?\w{2,30}\}?|%s")
_DATA_WORD = re.compile(
    r"\b(?:data|secret|token|history|conversation|chat|message|summary|prompt|context|password|key|email|info|answer|"
    r"response|content|leak|exfil\w*|payload|cookie|session|body|text|user\w*)\b",
    re.IGNORECASE,
)


def _split(address: str) -> SplitResult | None:
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    return parts if parts.hostname else None


def _judge_picture(_: Text, match: Match) -> Candidate | None:
    """A picture whose address has room for data: it is sent as soon as somebody looks at the answer."""
    parts = _split(match.group("address"))
    confidence = _room_for_data(parts) if parts is not None else 0.0
    return Candidate.of(match, confidence=confidence) if confidence else None


def _room_for_data(parts: SplitResult) -> float:
    """Return how sure it is that an address carries data or has a place for it; 0 where it does not."""
    fields = parse_qsl(parts.query, keep_blank_values=True)
    if parts.hostname in _BADGE_HOSTS:  # it tells nobody what it is asked, but may be made to ask another host
        asked = (_split(value) for _, value in fields)
        return max((_room_for_data(each) for each in asked if each is not None), default=0.0)
    if _SLOT.search(unquote(parts.query)) or _SLOT.search(unquote(parts.path)):
        return 0.9
    fields = [(name, value) for name, value in fields if not _PLAIN_PARAMETER.match(name)]
    speaks = any(_DATA_WORD.search(name) for name, _ in fields)
    longest = max((len(value) for _, value in fields), default=0)
    if (speaks and longest >= 8) or longest >= 64:
        return 0.8 if speaks and longest >= 24 else 0.6
    return 0.0


def _judge_user(_: Text, match: Match) -> Candidate | None:
    """A host's name before the @ of a link is there to be taken for the host."""
    user = match.group("user")
    if _PLACEHOLDER.search(user) or "." not in user:
        return None
    return Candidate.of(match, confidence=0.85)


def _judge_ip(_: Text, match: Match) -> Candidate | None:
    host = match.group("host")
    try:
        address = ipaddress.ip_address(int(host, 0) if not host.count(".") else host)
    except ValueError:
        return None
    if not address.is_global:
        return None
    disguised = "." not in host
    return Candidate.of(match, confidence=0.85 if disguised else 0.55)


def _judge_homograph(_: Text, match: Match) -> Candidate | None:
    host = match.group("host").lower()
    if "xn--" in host:
        try:
            host = host.encode("ascii").decode("idna")
        except UnicodeError:
            return Candidate.of(match, confidence=0.6)
    for label in host.split("."):
        scripts = {unicodedata.name(letter, "?").split()[0] for letter in label if letter.isalpha()}
        if "LATIN" in scripts and scripts & {"CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE"}:
            return Candidate.of(match, confidence=0.95)
        if scripts == {"CYRILLIC"} and all(letter in "асеорхуіјѕһԁԛԝ-0123456789" for letter in label):
            return Candidate.of(match, confidence=0.85)
    return None


def _judge_script(text: Text, match: Match) -> Candidate | None:
    """A link that is a program; in source code such words are ordinary."""
    return None if text.kind == "code" else Candidate.of(match, confidence=0.8)


link_exfiltration = Detector(
    id="link_exfiltration",
    title="Picture that carries data away",
    severity=Severity.HIGH,
    explanation="A picture's address holds data or a place for it; showing the picture sends that to its host.",
    remedy="Do not show pictures from hosts that are not on your list.",
    references=(*_REFERENCES, "MITRE ATLAS AML.T0057"),
    rules=(
        Rule(r"!\[[^\]\n]{0,100}\]\((?P<address>https?://[^)\n]{4,380})"),
        Rule(r"<img\b[^>\n]{0,80}\bsrc ?= ?[\"']?(?P<address>https?://[^\s\"'>]{4,380})", ignore_case=True),
    ),
    judge=_judge_picture,
)

link_disguised_host = Detector(
    id="link_disguised_host",
    title="Link with a disguised host",
    severity=Severity.MEDIUM,
    explanation="The link shows one host and leads to another: what stands before the @ is only a user's name.",
    remedy="Read the host after the last @; do not open the link.",
    references=_REFERENCES,
    rules=(Rule(_HTTP + r"(?P<user>[\w.\-%]{3,80})(?::[^\s/@]{0,60})?@[\w.\-]{3,100}", ignore_case=True),),
    judge=_judge_user,
)

link_homograph = Detector(
    id="link_homograph",
    title="Link with look-alike letters",
    severity=Severity.HIGH,
    explanation="The host's name mixes alphabets so that it looks like another host.",
    remedy="Do not open the link; compare the name in one alphabet.",
    references=(*_REFERENCES, "Unicode TS 39"),
    rules=(
        Rule(_HTTP + r"(?P<host>[a-z0-9.\-]{0,60}xn--[a-z0-9.\-]{2,80})", ignore_case=True),
        Rule(_HTTP + r"(?P<host>[^\s/:?#\"'<>()]{0,60}[^\x00-\x7f][^\s/:?#\"'<>()]{0,60})", ignore_case=True),
    ),
    judge=_judge_homograph,
)

link_script = Detector(
    id="link_script",
    title="Link that is a program",
    severity=Severity.HIGH,
    explanation="The link runs a script or holds a whole page, instead of leading to one.",
    remedy="Allow only http, https and mailto links.",
    references=_REFERENCES,
    rules=(
        Rule(r"\]\(\s{0,3}(?:javascript|vbscript):[^\s)]{1,200}", ignore_case=True),
        Rule(r"\bhref ?= ?[\"']?\s{0,3}(?:javascript|vbscript):[^\s\"'>;]{2,200}\(", ignore_case=True),
        Rule(r"(?:\]\(|\b(?:href|src) ?= ?[\"']?)\s{0,3}data:text/html[^\s)\"'>]{1,200}", ignore_case=True),
    ),
    judge=_judge_script,
)

link_ip_address = Detector(
    id="link_ip_address",
    title="Link to a bare address",
    severity=Severity.LOW,
    explanation="The link leads to a public IP address without a name, as droppers and phishing pages do.",
    remedy="Find out whose address it is before anything is fetched from it.",
    references=_REFERENCES,
    rules=(
        Rule(r"\b(?:https?|ftp)://(?P<host>\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3})(?:[:/]|\b)"),
        Rule(r"\bhttps?://(?P<host>\d{8,10}|0x[0-9a-fA-F]{8})(?:[:/?#]|\b)"),
    ),
    judge=_judge_ip,
)
