"""The name imitates a popular package."""

from pilothouse.shield.detector import Detector
from pilothouse.shield.findings import Severity

typosquat = Detector(
    id="skill_typosquat",
    title="The name imitates a popular package",
    severity=Severity.HIGH,
    explanation="A slip of a letter installs somebody else's package.",
    remedy="Install the well-known package, or say why this one is meant.",
    references=(
        "OWASP ASI04",
        "OWASP LLM03:2025",
        "MITRE ATT&CK T1195.002",
    ),
)
