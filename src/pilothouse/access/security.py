"""The one home of screening: every text that enters or leaves a model passes here, whoever carries it."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Literal, Protocol, cast

from pilothouse.core.plugins import load_entry_points
from pilothouse.core.principal import Principal
from pilothouse.core.telemetry import get_logger

log = get_logger(__name__)

ENTRY_POINTS = "pilothouse.detectors"
Where = Literal["prompt", "answer", "tool_result", "upload", "memory"]


@dataclass(frozen=True, slots=True)
class Finding:
    """What a detector saw."""

    detector: str
    message: str
    blocks: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a text may pass, and why."""

    allowed: bool
    findings: tuple[Finding, ...] = ()


class Detector(Protocol):
    """Looks for one kind of trouble in a text."""

    def __call__(self, text: str) -> Iterable[Finding]: ...


@cache
def detectors() -> tuple[Detector, ...]:
    """Return the detectors that are installed, found once per process."""
    return tuple(cast("Detector", found) for found in load_entry_points(ENTRY_POINTS))


async def screen(principal: Principal, text: str, where: Where) -> Verdict:
    """Let every detector read a text; it passes unless one of them says that it must not."""
    findings = tuple(finding for detect in detectors() for finding in detect(text))
    verdict = Verdict(allowed=not any(finding.blocks for finding in findings), findings=findings)
    if findings:
        seen = sorted({finding.detector for finding in findings})
        log.info("screened", where=where, allowed=verdict.allowed, detectors=seen, user_id=str(principal.user_id))
    return verdict
