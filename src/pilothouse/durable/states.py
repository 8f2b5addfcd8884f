"""The states of durable work, and the moves between them that exist."""

QUEUED, RUNNING = "queued", "running"
DRAFT, APPROVED, PAUSED, WAITING_FOR_APPROVAL = "draft", "approved", "paused", "waiting_for_approval"
COMPLETED, FAILED, CANCELLED = "completed", "failed", "cancelled"

PARKED = frozenset({DRAFT, APPROVED, PAUSED, WAITING_FOR_APPROVAL})
FINAL = frozenset({COMPLETED, FAILED, CANCELLED})
ACTIVE = frozenset({QUEUED, RUNNING})
STATES = (DRAFT, APPROVED, QUEUED, RUNNING, PAUSED, WAITING_FOR_APPROVAL, COMPLETED, FAILED, CANCELLED)

# What each order of a person does: the states it may be given in, and the state it leads to.
MOVES: dict[str, tuple[frozenset[str], str]] = {
    "approve": (frozenset({DRAFT, WAITING_FOR_APPROVAL}), QUEUED),
    "pause": (ACTIVE, PAUSED),
    "resume": (frozenset({PAUSED}), QUEUED),
    "cancel": (frozenset(STATES) - FINAL, CANCELLED),
    "retry": (frozenset({FAILED, CANCELLED}), QUEUED),
}
