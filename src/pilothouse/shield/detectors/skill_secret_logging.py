"""Secrets are written down."""

from pilothouse.shield.findings import Severity
from pilothouse.shield.skills.detecting import instruction_detector

secret_logging = instruction_detector(
    id="skill_secret_logging",
    title="Secrets are written down",
    severity=Severity.MEDIUM,
    explanation="Whoever can read that file has them.",
    remedy="Take these lines out; log that something happened, not the secret.",
    references=(
        "OWASP LLM02:2025",
        "CWE-532",
    ),
)
