"""Addresses of crypto currencies."""

from pilothouse.shield.detector import Candidate, Detector, Match, Rule, Text
from pilothouse.shield.findings import Severity
from pilothouse.shield.pii.context import REFERENCES, REMEDY
from pilothouse.shield.pii.wallets import is_base58check, is_bech32, is_ethereum

_SURE = 0.95


def _judge(text: Text, match: Match) -> Candidate | None:
    address = match.value
    if text.before(match.start, 1) in {"/", "_", "-"} or text.after(match.end, 1) in {"_", "-"}:
        return None
    check = is_ethereum if address.startswith("0x") else is_bech32 if address.startswith("bc1") else is_base58check
    # An address of Ethereum in one case carries no check: it may as well be a hash.
    if address.startswith("0x") and address[2:] in {address[2:].lower(), address[2:].upper()}:
        return None
    return Candidate.of(match, confidence=_SURE) if check(address) else None


pii_crypto_address = Detector(
    id="pii_crypto_address",
    title="Address of a crypto currency",
    severity=Severity.LOW,
    explanation="An address whose checksum is right: its whole history of payments is public and leads to its owner.",
    remedy=REMEDY,
    references=REFERENCES,
    rules=(
        Rule(r"\b[13][1-9A-HJ-NP-Za-km-z]{25,33}\b"),
        Rule(r"\bbc1[02-9ac-hj-np-z]{11,71}\b"),
        Rule(r"\b0x[0-9a-fA-F]{40}\b"),
    ),
    judge=_judge,
)
