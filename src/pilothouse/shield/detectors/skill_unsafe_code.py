"""Input becomes code."""

from pilothouse.shield.detector import Detector
from pilothouse.shield.findings import Severity

unsafe_code = Detector(
    id="skill_unsafe_code",
    title="Input becomes code",
    severity=Severity.MEDIUM,
    explanation="Whoever writes the input, a web page too, decides what the program does.",
    remedy="Pass values as parameters; never build code or queries from input.",
    references=(
        "OWASP LLM05:2025",
        "CWE-94",
        "CWE-89",
    ),
)
