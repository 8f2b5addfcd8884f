"""Instructions encrypt data."""

from pilothouse.shield.findings import Severity
from pilothouse.shield.skills.detecting import instruction_detector

encryption = instruction_detector(
    id="skill_encryption",
    title="Instructions encrypt data",
    severity=Severity.CRITICAL,
    explanation="An agent that follows them locks its user out of the files, as ransomware does.",
    remedy="Do not give this skill to an agent. Take these lines out, or take the skill from a publisher you trust.",
    references=(
        "OWASP ASI02",
        "MITRE ATT&CK T1486",
    ),
)
