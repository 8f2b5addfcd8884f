"""Instructions hide from the user."""

from pilothouse.shield.findings import Severity
from pilothouse.shield.skills.detecting import instruction_detector

concealment = instruction_detector(
    id="skill_concealment",
    title="Instructions hide from the user",
    severity=Severity.MEDIUM,
    explanation="What a user must not see is rarely to his good.",
    remedy="Do not give this skill to an agent. Take these lines out, or take the skill from a publisher you trust.",
    references=(
        "OWASP ASI09",
        "OWASP ASI01",
    ),
)
