"""SARIF 2.1.0, which code hosts and editors show beside the code.

Source: OASIS, Static Analysis Results Interchange Format 2.1.0; GitHub's documentation of `security-severity`.
"""

import hashlib
from typing import Any
from urllib.parse import quote

from pilothouse import __version__
from pilothouse.shield.findings import Finding, Severity
from pilothouse.shield.skills.report import SkillReport

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {
    Severity.CRITICAL: "error", Severity.HIGH: "error", Severity.MEDIUM: "warning", Severity.LOW: "note",
    Severity.INFO: "note",
}  # fmt: skip
_SCORES = {
    Severity.CRITICAL: "9.5", Severity.HIGH: "8.0", Severity.MEDIUM: "5.5", Severity.LOW: "3.0", Severity.INFO: "0.0",
}  # fmt: skip


def to_sarif(report: SkillReport) -> dict[str, Any]:
    """Return a report as a SARIF log of one run; what was left unread becomes notifications."""
    rules: dict[str, Finding] = {}
    for each in report.findings:
        rules.setdefault(each.detector, each)
    numbers = {name: number for number, name in enumerate(rules)}
    driver = {
        "name": "Pilothouse",
        "version": __version__,
        "semanticVersion": __version__,
        "informationUri": "https://pilothouse.example/docs/guides/scan",
        "rules": [_rule(each) for each in rules.values()],
    }
    invocation = {
        "executionSuccessful": True,
        "toolExecutionNotifications": [
            {"level": "note", "message": {"text": f"{each.path}: {each.reason}"}} for each in report.unread
        ],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "invocations": [invocation],
        "results": [_result(each, numbers[each.detector]) for each in report.findings],
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(finding: Finding) -> dict[str, Any]:
    return {
        "id": finding.detector,
        "name": "".join(part.capitalize() for part in finding.detector.split("_")),
        "shortDescription": {"text": finding.title},
        "fullDescription": {"text": finding.explanation},
        "help": {"text": finding.remedy},
        "defaultConfiguration": {"level": _LEVELS[finding.severity]},
        "properties": {
            "tags": ["security", finding.family, *finding.references],
            "security-severity": _SCORES[finding.severity],
        },
    }


def _result(finding: Finding, number: int) -> dict[str, Any]:
    location: dict[str, Any] = {"artifactLocation": {"uri": quote(finding.path or "stdin")}}
    if finding.line:
        location["region"] = {"startLine": finding.line, "snippet": {"text": finding.evidence}}
    seen = f"{finding.detector}\n{finding.path}\n{finding.evidence}"
    return {
        "ruleId": finding.detector,
        "ruleIndex": number,
        "level": _LEVELS[finding.severity],
        "message": {"text": f"{finding.explanation} {finding.remedy}"},
        "locations": [{"physicalLocation": location}],
        "partialFingerprints": {"pilothouse/v1": hashlib.sha256(seen.encode("utf-8", "replace")).hexdigest()[:32]},
        "properties": {"confidence": finding.confidence, "layers": list(finding.layers)},
    }
