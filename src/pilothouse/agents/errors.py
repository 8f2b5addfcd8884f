"""How a tool or an agent fails, in terms the model or a person can act on."""

from pilothouse.core.errors import ErrorKind, InvalidInput, PilothouseError, RateLimited, TimedOut


class ToolRetry(PilothouseError):
    """Asks the model to try again, with the message as advice: a misspelled name, a range to narrow."""

    kind = ErrorKind.INVALID
    retryable = True


class ToolFailed(PilothouseError):
    """Tells the model that this will not work, and to move on with what it has."""

    kind = ErrorKind.UPSTREAM_FAILED


class ToolUnavailable(ToolFailed):
    """What the tool needs is away for a moment. We repeat the call ourselves before the model hears of it."""

    kind = ErrorKind.UNAVAILABLE
    retryable = True

    def __init__(self, message: str, *, has_begun: bool = True, retry_after_s: float | None = None) -> None:
        """Say what is away.

        Args:
            message: for the model, when repeating did not help.
            has_begun: False when nothing was sent yet, so that even a tool that may not run twice can be repeated.
            retry_after_s: what the other side asked for.
        """
        super().__init__(message, retry_after_s=retry_after_s)
        self.has_begun = has_begun


class InvalidArguments(ToolRetry):
    """The arguments do not fit the tool's schema."""


class UnknownTool(ToolRetry):
    """A tool was asked for that the agent does not have."""

    kind = ErrorKind.NOT_FOUND


class CallRepeated(ToolRetry):
    """The model asks for the very same call again and again."""


class InvalidOutput(ToolFailed):
    """The tool returned something else than it declares."""


class ToolTimedOut(ToolFailed):
    """The tool did not finish within its `timeout_s`."""

    kind = ErrorKind.TIMEOUT


class NotApproved(ToolFailed):
    """A person has to approve this call and did not."""

    kind = ErrorKind.PERMISSION_DENIED


class MissingCapability(PilothouseError):
    """The context lacks something the tool needs; the message says where it comes from."""

    kind = ErrorKind.UNAVAILABLE


class UsageLimitReached(PilothouseError):
    """An agent passed one of its own limits; `details["limit"]` names it."""

    kind = ErrorKind.RATE_LIMITED


class AgentTimedOut(TimedOut):
    """The agent did not finish within its `timeout_s`."""


class LocatedError(InvalidInput):
    """A file cannot be used.

    Attributes:
        where: line and column of the first problem, counted from 1.
    """

    where: tuple[int, int] = (1, 1)


class RunParked(PilothouseError):
    """The run waits for a person. Run the agent again, with the same recorder, when the decision is there.

    Attributes:
        approval_ids: what is waited for, as far as the gate named it.
        is_outcome_unknown: the call was begun before and nobody knows how far it came.
        is_announced: an event has told of it.
    """

    kind = ErrorKind.CONFLICT

    def __init__(
        self,
        message: str = "This run waits for an approval.",
        *,
        approval_id: str | None = None,
        is_outcome_unknown: bool = False,
        approval_ids: tuple[str, ...] = (),
    ) -> None:
        super().__init__(message)
        self.approval_ids = approval_ids or ((approval_id,) if approval_id else ())
        self.is_outcome_unknown = is_outcome_unknown
        self.is_announced = False


def may_repeat(error: PilothouseError, *, is_idempotent: bool) -> bool:
    """Tell whether the platform may repeat the call that failed so.

    A refusal for too many requests, and one that says it had not begun, did nothing yet. Anything else may have been
    done half, so only a tool that may run twice is repeated.
    """
    if not error.retryable or isinstance(error, ToolRetry):
        return False
    has_begun = getattr(error, "has_begun", not isinstance(error, RateLimited))
    return is_idempotent or not has_begun
