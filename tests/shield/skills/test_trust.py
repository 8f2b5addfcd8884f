from datetime import UTC, datetime

from pilothouse.shield.findings import Finding, Severity
from pilothouse.shield.skills.report import SkillReport, SkillSummary
from pilothouse.shield.skills.trust import trust_of_skills

NOW = datetime(2026, 1, 31, tzinfo=UTC)


def found(path: str) -> Finding:
    return Finding(
        detector="malware_miner",
        title="Miner",
        severity=Severity.CRITICAL,
        confidence=1.0,
        start=0,
        end=1,
        evidence="x",
        explanation="",
        remedy="",
        path=path,
    )


def skill(path: str, name: str) -> SkillSummary:
    return SkillSummary(path=path, name=name, description="")


class TestTrustOfSkills:
    def test_minds_what_stands_in_a_skills_own_folder(self) -> None:
        skills = (skill("one/SKILL.md", "one"), skill("one-more/SKILL.md", "two"))
        scores = trust_of_skills(SkillReport(target="", findings=(found("one/go.sh"),), skills=skills), NOW)
        assert scores["one"].score < 20
        assert scores["two"].score == 100

    def test_minds_everything_of_a_skill_that_is_the_whole(self) -> None:
        report = SkillReport(target="", findings=(found("scripts/go.sh"),), skills=(skill("SKILL.md", "one"),))
        assert trust_of_skills(report, NOW)["one"].score < 20

    def test_lets_the_worst_of_one_name_speak(self) -> None:
        skills = (skill("a/SKILL.md", "same"), skill("b/SKILL.md", "same"), skill("c/SKILL.md", "same"))
        scores = trust_of_skills(SkillReport(target="", findings=(found("b/go.sh"),), skills=skills), NOW)
        assert scores["same"].score < 20
