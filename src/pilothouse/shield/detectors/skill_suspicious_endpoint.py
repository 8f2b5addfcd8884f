"""An address nobody answers for."""

from pilothouse.shield.detector import Detector
from pilothouse.shield.findings import Severity

suspicious_endpoint = Detector(
    id="skill_suspicious_endpoint",
    title="An address nobody answers for",
    severity=Severity.MEDIUM,
    explanation="Tunnels, catchers and paste services are where stolen data goes and payloads come from.",
    remedy="Find out whose address it is before the skill is used.",
    references=(
        "MITRE ATT&CK T1567",
        "OWASP ASI04",
    ),
)
