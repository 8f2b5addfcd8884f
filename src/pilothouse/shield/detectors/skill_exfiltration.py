"""Instructions send data away."""

from pilothouse.shield.findings import Severity
from pilothouse.shield.skills.detecting import instruction_detector

exfiltration = instruction_detector(
    id="skill_exfiltration",
    title="Instructions send data away",
    severity=Severity.HIGH,
    explanation="An agent that follows them hands its user's data to somebody else.",
    remedy="Do not give this skill to an agent. Take these lines out, or take the skill from a publisher you trust.",
    references=(
        "OWASP ASI01",
        "OWASP LLM02:2025",
        "MITRE ATLAS AML.T0057",
    ),
)
