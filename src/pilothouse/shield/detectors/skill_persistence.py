"""Instructions arrange to stay."""

from pilothouse.shield.findings import Severity
from pilothouse.shield.skills.detecting import instruction_detector

persistence = instruction_detector(
    id="skill_persistence",
    title="Instructions arrange to stay",
    severity=Severity.MEDIUM,
    explanation="What they install goes on after the task, unasked.",
    remedy="Do not give this skill to an agent. Take these lines out, or take the skill from a publisher you trust.",
    references=(
        "OWASP ASI06",
        "OWASP ASI10",
        "MITRE ATT&CK T1546",
    ),
)
