"""A program inside a value."""

from pilothouse.shield.findings import Severity
from pilothouse.shield.skills.detecting import instruction_detector

embedded_code = instruction_detector(
    id="skill_embedded_code",
    title="A program inside a value",
    severity=Severity.MEDIUM,
    explanation="Where the value ends up it may be run.",
    remedy="Do not give this skill to an agent. Take these lines out, or take the skill from a publisher you trust.",
    references=(
        "OWASP LLM05:2025",
        "OWASP ASI05",
    ),
)
