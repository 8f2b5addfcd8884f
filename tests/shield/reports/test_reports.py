"""Reports that programs and browsers read."""

import re

import pytest

from pilothouse.shield.findings import Finding, Severity
from pilothouse.shield.reports import to_html, to_sarif
from pilothouse.shield.skills import SkillReport
from pilothouse.shield.skills.report import SkillSummary, Unread

HOSTILE = "<script>alert(1)</script>"


@pytest.fixture
def report() -> SkillReport:
    finding = Finding(
        detector="malware_miner", title="Miner", severity=Severity.HIGH, confidence=0.9, start=1, end=9, evidence=HOSTILE,  # noqa: E501
        explanation="It mines.", remedy="Remove it.", references=("MITRE ATT&CK T1496",), path=f"a b/{HOSTILE}.py", line=3, layers=("base64",),  # noqa: E501
    )  # fmt: skip
    skill = SkillSummary(path="SKILL.md", name=HOSTILE, description="")
    return SkillReport(
        target=HOSTILE, findings=(finding,), skills=(skill,), files=1, unread=(Unread(path=HOSTILE, reason="a link"),)
    )


class TestSarif:
    def test_every_result_names_its_rule_place_and_level(self, report: SkillReport) -> None:
        log = to_sarif(report)
        (run,) = log["runs"]
        (result,) = run["results"]
        rule = run["tool"]["driver"]["rules"][result["ruleIndex"]]
        assert log["version"] == "2.1.0"
        assert rule["id"] == result["ruleId"] == "malware_miner"
        assert result["level"] == "error"
        location = result["locations"][0]["physicalLocation"]
        assert location["region"]["startLine"] == 3
        assert re.fullmatch(r"[\w%./-]+", location["artifactLocation"]["uri"])
        assert float(rule["properties"]["security-severity"]) >= 7

    def test_a_clean_run_is_a_run_without_results(self) -> None:
        (run,) = to_sarif(SkillReport(target="x", findings=()))["runs"]
        assert run["results"] == run["tool"]["driver"]["rules"] == []

    def test_the_same_finding_has_the_same_fingerprint(self, report: SkillReport) -> None:
        first, second = (to_sarif(report)["runs"][0]["results"][0]["partialFingerprints"] for _ in range(2))
        assert first == second

    def test_what_was_left_unread_is_a_notification(self, report: SkillReport) -> None:
        (note,) = to_sarif(report)["runs"][0]["invocations"][0]["toolExecutionNotifications"]
        assert "a link" in note["message"]["text"]


class TestPage:
    def test_what_strangers_wrote_is_escaped_everywhere(self, report: SkillReport) -> None:
        page = to_html(report)
        assert "<script" not in page
        assert page.count("&lt;script&gt;") >= 5

    def test_it_loads_nothing(self, report: SkillReport) -> None:
        assert not re.search(r"\b(?:src|href)=|url\(|@import", to_html(report))

    def test_a_clean_report_says_so(self) -> None:
        assert "Nothing was found." in to_html(SkillReport(target="x", findings=()))


def test_json_is_plain(report: SkillReport) -> None:
    plain = report.to_dict()
    assert (plain["worst"], plain["findings"][0]["severity"], plain["findings"][0]["line"]) == ("high", "high", 3)
