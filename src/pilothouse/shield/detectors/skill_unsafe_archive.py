"""An archive that attacks its reader."""

from pilothouse.shield.detector import Detector
from pilothouse.shield.findings import Severity

unsafe_archive = Detector(
    id="skill_unsafe_archive",
    title="An archive that attacks its reader",
    severity=Severity.HIGH,
    explanation="Paths and links that lead out, and bombs, attack whoever unpacks it.",
    remedy="Do not unpack it.",
    references=(
        "CWE-22",
        "CWE-409",
    ),
)
