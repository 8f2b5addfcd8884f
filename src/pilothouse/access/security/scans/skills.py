"""What a scan keeps of the skills in it, so that their trust is known without reading its whole report again."""

from datetime import datetime
from typing import Any

from pilothouse.access.security.scans.naming import printable
from pilothouse.shield.skills import SkillReport
from pilothouse.shield.skills.trust import trust_of_skills
from pilothouse.shield.trust import Trust

_MOST_SKILLS = 500  # the least trusted of them
_MOST_REASONS = 10


def kept_skills(report: SkillReport, now: datetime) -> list[dict[str, Any]]:
    """Return name, score and reasons of each skill in a report."""
    worst_first = sorted(trust_of_skills(report, now).items(), key=lambda each: each[1].score)
    return [_plain(name, trust) for name, trust in worst_first[:_MOST_SKILLS]]


def _plain(name: str, trust: Trust) -> dict[str, Any]:
    reasons = [{"words": each.words, "points": each.points} for each in trust.reasons[:_MOST_REASONS]]
    return {"name": _in_address(name), "score": trust.score, "reasons": reasons}


def _in_address(name: str) -> str:
    """Return a name that can be a part of an address; the standard's own names have letters, digits and hyphens."""
    return printable(name.replace("/", "-").strip(". "))
