"""What a rule for command lines is."""

import re
from dataclasses import dataclass

from pilothouse.shield.findings import Severity

SHELL = r"(?:/usr)?(?:/bin/)?(?:env\s+)?(?:ba|z|da|k|c|a)?sh"
"""A pattern of the shells' names."""


@dataclass(frozen=True, slots=True)
class CommandRule:
    """One shape of a command line."""

    detector: str
    severity: Severity
    confidence: float
    why: str
    pattern: re.Pattern[str]
    unless: re.Pattern[str] | None = None
    layers: tuple[str, ...] = ()


def rule(
    detector: str,
    severity: Severity,
    confidence: float,
    why: str,
    pattern: str,
    unless: str | None = None,
    *layers: str,
) -> CommandRule:
    ignored = re.compile(unless, re.IGNORECASE) if unless else None
    return CommandRule(
        f"malware_{detector}", severity, confidence, why, re.compile(pattern, re.IGNORECASE), ignored, layers
    )
