"""A package from an unusual place."""

from pilothouse.shield.detector import Detector
from pilothouse.shield.findings import Severity

dependency_source = Detector(
    id="skill_dependency_source",
    title="A package from an unusual place",
    severity=Severity.LOW,
    explanation="No registry checks it, and it may change at any time.",
    remedy="Take the package from its registry, at a fixed version.",
    references=(
        "OWASP LLM03:2025",
        "MITRE ATT&CK T1195.002",
    ),
)
