"""Fakes and contract suites for your own tests. Shipped, so that tests outside this repository can use them too."""

from pilothouse.testing.approvals import ScriptedApprovals
from pilothouse.testing.clock import FrozenClock
from pilothouse.testing.models import ScriptedModel

__all__ = ["FrozenClock", "ScriptedApprovals", "ScriptedModel"]
