"""Instructions run remote code."""

from pilothouse.shield.findings import Severity
from pilothouse.shield.skills.detecting import instruction_detector

remote_code = instruction_detector(
    id="skill_remote_code",
    title="Instructions run remote code",
    severity=Severity.HIGH,
    explanation="Whoever controls that address decides what the agent does, today and tomorrow.",
    remedy="Do not give this skill to an agent. Take these lines out, or take the skill from a publisher you trust.",
    references=(
        "OWASP ASI04",
        "OWASP LLM03:2025",
        "MITRE ATT&CK T1105",
    ),
)
