"""An uploaded file is read by the security engine before anybody works with it."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

from pilothouse.access.security.policies.policy import Policy
from pilothouse.access.security.screening.passage import Passage
from pilothouse.access.security.screening.screener import Screener
from pilothouse.access.security.screening.telling import Circumstances
from pilothouse.access.security.trust.service import NotTrusted
from pilothouse.core.principal import Principal
from pilothouse.shield.skills import Limits, SkillReport, scan_archive, scan_stream
from pilothouse.shield.skills.trust import trust_of_skills

_MOST_BYTES = 8_000_000  # of a file that are read; what tools read of it later passes the screen again
_ZIP = b"PK\x03\x04"
_LIMITS = Limits(file_bytes=_MOST_BYTES, total_bytes=50_000_000)


async def screen_upload(screener: Screener, who: Principal, name: str, path: Path) -> None:
    """Look through a file: as the text it is, and as the skill, code or archive that it may be.

    Raises:
        BlockedByPolicy: it may not be kept.
        NotTrusted: it holds a skill that is trusted less than the policy asks for.
    """
    screening = await screener.begin(Circumstances(who))
    asks_trust = screening.policies.trust_policy(None, None)
    if screening.is_off("upload") and asks_trust is None:
        return
    data = await asyncio.to_thread(_beginning_of, path)
    text = _text_of(data)
    if text:
        verdict = await screening.screen(text, "upload", redacts=False)
        verdict.require_allowed(f"A security policy keeps {name!r} out")
    report = await asyncio.to_thread(_scanned, path, name, data)
    passage = Passage(text, "upload")
    verdict = screening.verdict(passage, screening.minded(passage, report.findings), redacts=False)
    verdict.require_allowed(f"A security policy keeps {name!r} out")
    if asks_trust is not None:
        _require_trust(asks_trust, who, report)


def _require_trust(policy: Policy, who: Principal, report: SkillReport) -> None:
    """Let a skill in only where it is trusted enough, or where who brings it may decide about that."""
    if policy.low_trust == "approve" and who.may("security:write"):
        return
    for skill, trust in trust_of_skills(report, datetime.now(UTC)).items():
        if policy.least_trust is not None and trust.score < policy.least_trust:
            remedy = (
                "" if policy.low_trust == "refuse" else " Somebody with the permission security:write may upload it."
            )
            raise NotTrusted(
                f"The skill {skill!r} has a trust score of {trust.score:.0f}; the security policy asks for "
                f"{policy.least_trust}.{remedy}",
                details={"reasons": [each.words for each in trust.reasons]},
            )


def _scanned(path: Path, name: str, beginning: bytes) -> SkillReport:
    """Scan an archive from its file, for its directory stands at the end; of anything else the beginning."""
    if not beginning.startswith(_ZIP):
        return scan_stream(beginning, name=name, limits=_LIMITS)
    with path.open("rb") as file:
        return scan_archive(name, file, limits=_LIMITS)


def _beginning_of(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_MOST_BYTES)


def _text_of(data: bytes) -> str:
    """Return the text of a file; nothing for one that holds none."""
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return data.decode("utf-16", "replace")
    return "" if b"\0" in data[:4096] else data.decode("utf-8", "replace")
