"""A tool's description gives orders."""

from pilothouse.shield.detector import Detector
from pilothouse.shield.findings import Severity

tool_poisoning = Detector(
    id="skill_tool_poisoning",
    title="A tool's description gives orders",
    severity=Severity.HIGH,
    explanation="Models obey descriptions as they obey instructions, for every call of every tool.",
    remedy="Do not connect the server. Tell its publisher.",
    references=(
        "OWASP ASI02",
        "OWASP LLM01:2025",
        "MITRE ATLAS AML.T0051.001",
    ),
)
