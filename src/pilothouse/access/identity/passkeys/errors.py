"""What can go wrong with passkeys."""

from pilothouse.core.errors import Conflict, InvalidInput, Unauthenticated


class PasskeysUnavailable(Conflict):
    """Passkeys belong to a domain name, and this installation is known by an address only."""

    def __init__(self) -> None:
        super().__init__(
            "Passkeys need a domain name. The operator sets PILOTHOUSE_NOTIFY_PUBLIC_URL to the dashboard's address."
        )


class PasskeyNotAdded(InvalidInput):
    """What a device sent for a new passkey is not what it was asked for."""

    def __init__(self) -> None:
        super().__init__("The device's answer is not what was asked for, or came too late. Try again.")


class PasskeyRefused(Unauthenticated):
    """A passkey is not known, not this user's, or did not sign what it was asked to. Does not say which."""

    code = "unauthenticated"

    def __init__(self) -> None:
        super().__init__("This passkey was not accepted. Try again, or sign in another way.")


class PasskeyKnown(Conflict):
    """This key was added before."""

    def __init__(self) -> None:
        super().__init__("This passkey is known already.")
