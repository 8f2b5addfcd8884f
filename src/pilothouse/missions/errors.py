"""What can go wrong with a mission."""

from pilothouse.core.errors import Conflict, ErrorKind, InvalidInput, PilothouseError


class IdempotencyConflict(Conflict):
    """The same idempotency key came with another request."""


class MissionFinished(Conflict):
    """The mission is over and takes no edits."""


class ToolDoesNotFit(InvalidInput):
    """The tool that was fixed in advance cannot serve this mission."""


class BudgetTooSmall(PilothouseError):
    """The mission is expected to cost more than it may."""

    kind = ErrorKind.BUDGET_EXCEEDED


class StepFailed(PilothouseError):
    """A step did not succeed in the tries it has."""

    kind = ErrorKind.INTERNAL


class OwnerInactive(PilothouseError):
    """Whoever submitted the mission was deactivated."""

    kind = ErrorKind.PERMISSION_DENIED
