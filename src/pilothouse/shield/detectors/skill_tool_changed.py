"""A tool is not what was approved."""

from pilothouse.shield.detector import Detector
from pilothouse.shield.findings import Severity

tool_changed = Detector(
    id="skill_tool_changed",
    title="A tool is not what was approved",
    severity=Severity.HIGH,
    explanation="It was approved for what it said then, and may do something else now.",
    remedy="Read the new description and approve the tool again, or take the server out.",
    references=(
        "OWASP ASI04",
        "MITRE ATT&CK T1195",
    ),
)
