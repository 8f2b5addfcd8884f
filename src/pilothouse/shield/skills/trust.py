"""How far the skills of a report are trusted. What is wrong with one stays wrong until it is scanned anew."""

from datetime import datetime

from pilothouse.shield.findings import Finding
from pilothouse.shield.skills.report import SkillReport
from pilothouse.shield.trust import Trust, event_of, score


def trust_of_skills(report: SkillReport, now: datetime) -> dict[str, Trust]:
    """Score each skill by what was found in its folder; of several with one name, the worst speaks."""
    scores: dict[str, Trust] = {}
    for skill in report.skills:
        folder = skill.path.rpartition("/")[0]
        found = [event_of(each, now) for each in report.findings if _is_within(folder, each)]
        trust = score(found, now=now, is_scanned=True)
        if skill.name not in scores or trust.score < scores[skill.name].score:
            scores[skill.name] = trust
    return scores


def _is_within(folder: str, finding: Finding) -> bool:
    return not folder or (finding.path or "").startswith(f"{folder}/")
