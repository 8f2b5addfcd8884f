"""What can go wrong in a conversation."""

from datetime import datetime

from pilothouse.chat.allowance import Allowance
from pilothouse.core.errors import Conflict, ErrorKind, InvalidInput, RateLimited


class MessageEmpty(InvalidInput):
    """The message has no words."""

    kind = ErrorKind.MALFORMED


class MessageTooLong(InvalidInput):
    """The message passes its limit."""

    kind = ErrorKind.MALFORMED

    def __init__(self, size_bytes: int, limit_bytes: int) -> None:
        super().__init__(
            f"This message has {size_bytes:,} bytes; {limit_bytes:,} are allowed. Shorten it, or attach it as a file.",
            details={"size_bytes": size_bytes, "limit_bytes": limit_bytes},
        )


class IdempotencyConflict(Conflict):
    """The same idempotency key came with another request."""


class ChatLimitReached(RateLimited):
    """The hour's messages are sent."""

    def __init__(self, allowance: Allowance, now: datetime) -> None:
        resets_at = allowance.resets_at or now
        super().__init__(
            f"You have sent the {allowance.limit} messages that an hour allows. "
            f"The next one can go out at {resets_at:%H:%M} UTC.",
            details={"limit": allowance.limit, "resets_at": resets_at.isoformat().replace("+00:00", "Z")},
            retry_after_s=max(1.0, (resets_at - now).total_seconds()),
        )
        self.allowance = allowance


class ConversationFull(Conflict):
    """As many messages wait in the conversation as may."""

    retryable = True

    def __init__(self, waiting: int) -> None:
        super().__init__(f"{waiting} messages wait for their answers already. Let one be answered, or stop it.")


class WrongPlace(InvalidInput):
    """A message cannot stand where it was asked to."""
