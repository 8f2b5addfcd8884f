"""Approvals: a tool call that a person decides about, exactly once, while the run holds no process."""
