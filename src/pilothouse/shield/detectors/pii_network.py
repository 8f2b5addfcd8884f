"""Addresses of machines. Below the usual threshold: they are personal only where a policy says so."""

import ipaddress

from pilothouse.shield.detector import Candidate, Detector, Match, Rule, Text
from pilothouse.shield.findings import Severity
from pilothouse.shield.pii.context import REFERENCES, REMEDY, stands_alone

_SEEN = 0.4


def _judge(text: Text, match: Match) -> Candidate | None:
    """Keep addresses that the whole Internet can reach; a version of four parts begins small."""
    try:
        address = ipaddress.ip_address(match.value)
    except ValueError:
        return None
    is_version = text.before(match.start, 1) in {"v", "="} or text.before(match.start, 8).lower().endswith("version ")
    if not address.is_global or address.is_multicast or is_version or not stands_alone(text, match):
        return None
    return Candidate.of(match, confidence=_SEEN)


pii_ip = Detector(
    id="pii_ip",
    title="IP address",
    severity=Severity.INFO,
    explanation="A public address of a machine: with a time beside it, it leads to a household.",
    remedy=REMEDY,
    references=REFERENCES,
    rules=(
        Rule(r"\b\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}\b", gate=r"\d\.\d{1,3}\.\d{1,3}\.\d"),
        Rule(r"\b[23][0-9a-f]{3}:(?:[0-9a-fA-F]{0,4}:){2,6}[0-9a-fA-F]{1,4}\b", table="runs"),
    ),
    judge=_judge,
)
