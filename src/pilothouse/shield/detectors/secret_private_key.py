"""Private keys as files hold them: PEM, OpenSSH, PGP, also inside the quotes of a program or of JSON."""

import re

from pilothouse.shield.detector import Candidate, Detector, Match, Rule, Text
from pilothouse.shield.findings import Severity
from pilothouse.shield.secrets.allow import excusing
from pilothouse.shield.secrets.chance import entropy

_SURE = 0.97
_MOST_CHARS = 16_384  # a key of 16,384 bits has some 12,700
_LEAST_BODY = 24  # characters: shorter than any key, as long as what a note leaves of one
_LEAST_ENTROPY = 3.0  # bits per character
_NEXT_MARK = re.compile(r"-----END [A-Z0-9 ]{0,40}KEY(?: BLOCK)?-----|-----BEGIN ")
_BODY = re.compile(r"[A-Za-z0-9+/=]{16,}")


def _judge(text: Text, match: Match) -> Candidate | None:
    """Read on to the end of the key; between its marks there is base64 rather than three dots."""
    last = min(len(text.value), match.end + _MOST_CHARS)
    mark = _NEXT_MARK.search(text.value, match.end, last)
    end = mark if mark and mark.group().startswith("-----END") else None
    body = text.value[match.end : mark.start() if mark else last]
    found = "".join(_BODY.findall(body))
    if len(found) < _LEAST_BODY or entropy(found) < _LEAST_ENTROPY:
        return None
    return Candidate(match.start, end.end() if end else match.end + body.rfind(found[-4:]) + 4, confidence=_SURE)


secret_private_key_file = Detector(
    id="secret_private_key",
    title="Private key",
    severity=Severity.CRITICAL,
    explanation="A private key stands here: for every machine that trusts it, who has it is its owner.",
    remedy="Make a new pair, and take the old public key out of wherever it is trusted.",
    references=("OWASP LLM02:2025", "CWE-321", "CWE-798"),
    is_secret=True,
    rules=(Rule(r"-----BEGIN (?:[A-Z0-9]{2,12} ){0,2}PRIVATE KEY(?: BLOCK)?-----"),),
    judge=excusing(_judge),
)
