"""A file that cannot be read."""

from pilothouse.shield.detector import Detector
from pilothouse.shield.findings import Severity

opaque_file = Detector(
    id="skill_opaque_file",
    title="A file that cannot be read",
    severity=Severity.MEDIUM,
    explanation="A skill needs text and pictures; a program or unknown data inside cannot be judged.",
    remedy="Ask for its source, or take it out.",
    references=(
        "OWASP ASI04",
        "MITRE ATT&CK T1027",
    ),
)
