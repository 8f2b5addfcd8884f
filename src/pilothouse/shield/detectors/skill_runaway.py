"""Calls without an end."""

from pilothouse.shield.findings import Severity
from pilothouse.shield.skills.detecting import instruction_detector

runaway = instruction_detector(
    id="skill_runaway",
    title="Calls without an end",
    severity=Severity.MEDIUM,
    explanation="The agent would repeat a call until money, time or somebody's secret runs out.",
    remedy="Do not give this skill to an agent. Take these lines out, or take the skill from a publisher you trust.",
    references=(
        "OWASP LLM10:2025",
        "OWASP ASI08",
    ),
)
