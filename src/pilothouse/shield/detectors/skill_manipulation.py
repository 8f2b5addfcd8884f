"""Instructions bias judgements."""

from pilothouse.shield.findings import Severity
from pilothouse.shield.skills.detecting import instruction_detector

manipulation = instruction_detector(
    id="skill_manipulation",
    title="Instructions bias judgements",
    severity=Severity.MEDIUM,
    explanation="Answers would favour somebody without their reader knowing.",
    remedy="Do not give this skill to an agent. Take these lines out, or take the skill from a publisher you trust.",
    references=(
        "OWASP ASI01",
        "OWASP LLM09:2025",
        "MITRE ATLAS AML.T0048",
    ),
)
