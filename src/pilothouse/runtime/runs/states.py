"""The states of a run, and which of them can be left again."""

QUEUED, RUNNING, WAITING = "queued", "running", "waiting"
COMPLETED, FAILED, STOPPED, INTERRUPTED = "completed", "failed", "stopped", "interrupted"

STATES = (QUEUED, RUNNING, WAITING, COMPLETED, FAILED, STOPPED, INTERRUPTED)
OVER = frozenset({COMPLETED, FAILED, STOPPED, INTERRUPTED})
BUSY = frozenset({QUEUED, RUNNING, WAITING})  # a conversation has one run that is running or waits; others queue
RESUMABLE = frozenset({FAILED, STOPPED, INTERRUPTED})  # "Continue": finished calls are not repeated
SOURCES = ("chat", "mission", "invoke", "mcp", "a2a")
