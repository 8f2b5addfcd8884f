"""It does more than it asks for."""

from pilothouse.shield.detector import Detector
from pilothouse.shield.findings import Severity

permission_mismatch = Detector(
    id="skill_permission_mismatch",
    title="It does more than it asks for",
    severity=Severity.LOW,
    explanation="What a skill declares is what its user agrees to.",
    remedy="Ask the publisher to declare what the skill does, or take the code out.",
    references=(
        "OWASP ASI03",
        "OWASP LLM06:2025",
    ),
)
