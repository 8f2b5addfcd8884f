"""How managing notifications fails."""

from pilothouse.core.errors import Conflict, InvalidInput


class AddressNotUsable(InvalidInput):
    """Nothing can be sent to this address."""


class NotAWebhook(Conflict):
    """Only webhooks are signed."""

    def __init__(self) -> None:
        super().__init__("Only webhooks have a secret; this endpoint is of another kind.")


class CannotRedeliver(Conflict):
    """The message is no longer there to be sent again."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"This message cannot be sent again: {reason}.")


class NotAPerson(Conflict):
    """Preferences belong to people; keys of programs have none."""
