"""Keys in log lines: what the engine knows by its form is made unreadable before a line is written."""

from pilothouse.shield.redaction import Vault, redact
from pilothouse.shield.scanner import is_compiled, scan_text

_SURE = 0.8  # a line that hides what is no key helps nobody


def mask_keys(text: str) -> str:
    """Return a text with placeholders for keys and passwords; as it is while the engine is not ready.

    Lines are written on the event loop, which must not wait for rules to be compiled.
    """
    if not is_compiled():
        return text
    findings = scan_text(text, detectors=("secret_*",), least_confidence=_SURE).findings
    return redact(text, findings, Vault()) if findings else text
