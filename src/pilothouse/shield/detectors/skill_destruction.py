"""Instructions destroy data."""

from pilothouse.shield.findings import Severity
from pilothouse.shield.skills.detecting import instruction_detector

destruction = instruction_detector(
    id="skill_destruction",
    title="Instructions destroy data",
    severity=Severity.HIGH,
    explanation="An agent that follows them deletes what its user needs.",
    remedy="Do not give this skill to an agent. Take these lines out, or take the skill from a publisher you trust.",
    references=(
        "OWASP ASI02",
        "MITRE ATT&CK T1485",
    ),
)
