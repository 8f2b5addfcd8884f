"""How a tool or an agent fails, in terms the model or a person can act on."""

from pilothouse.core.errors import ErrorKind, PilothouseError


class ToolRetry(PilothouseError):
    """Asks the model to try again, with the message as advice: a misspelled name, a range to narrow."""

    kind = ErrorKind.INVALID
    retryable = True


class ToolFailed(PilothouseError):
    """Tells the model that this will not work, and to move on with what it has."""

    kind = ErrorKind.UPSTREAM_FAILED


class InvalidArguments(ToolRetry):
    """The arguments do not fit the tool's schema."""


class UnknownTool(ToolRetry):
    """A tool was asked for that the agent does not have."""

    kind = ErrorKind.NOT_FOUND


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
    """An agent passed its own limit of model or tool calls."""

    kind = ErrorKind.RATE_LIMITED
