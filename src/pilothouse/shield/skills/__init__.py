"""Skills and the folders they come in: what their instructions ask for, what their code does, what they depend on."""

from pilothouse.shield.skills.limits import Limits
from pilothouse.shield.skills.report import SkillReport, SkillSummary
from pilothouse.shield.skills.scan import scan_archive, scan_path, scan_stream
from pilothouse.shield.skills.tools import ToolDescription, changed, fingerprint, scan_tools

__all__ = [
    "Limits",
    "SkillReport",
    "SkillSummary",
    "ToolDescription",
    "changed",
    "fingerprint",
    "scan_archive",
    "scan_path",
    "scan_stream",
    "scan_tools",
]
