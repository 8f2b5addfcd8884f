"""A tool meddles with another."""

from pilothouse.shield.detector import Detector
from pilothouse.shield.findings import Severity

tool_shadowing = Detector(
    id="skill_tool_shadowing",
    title="A tool meddles with another",
    severity=Severity.HIGH,
    explanation="One server's description changes what another server's tool does.",
    remedy="Do not give this skill to an agent. Take these lines out, or take the skill from a publisher you trust.",
    references=(
        "OWASP ASI02",
        "OWASP ASI04",
    ),
)
