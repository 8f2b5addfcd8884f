"""What can go wrong in the second step of a sign-in."""

from collections.abc import Sequence
from datetime import datetime

from pilothouse.core.errors import Conflict, InvalidInput, PermissionDenied, RateLimited


class SecondFactorNeeded(PermissionDenied):
    """The first step is right, and the account or its organization wants a second one.

    `details` carries what the next request needs: the step's token, and the methods that the user can choose from.
    """

    def __init__(self, token: str, methods: Sequence[str], *, must_set_up: bool, expires_at: datetime) -> None:
        words = "Your organization requires a second factor; add one." if must_set_up else "Confirm that it is you."
        details = {
            "token": token,
            "methods": list(methods),
            "must_set_up": must_set_up,
            "expires_at": expires_at.isoformat(),
        }
        super().__init__(words, details=details)


class LoginStepNotValid(InvalidInput):
    """The token of a first step is unknown, was used, was tried too often or is too old. Does not say which."""

    def __init__(self) -> None:
        super().__init__("This sign-in took too long or failed too often. Begin it again.")


class WrongCode(PermissionDenied):
    """The code is not right, or was used before."""

    def __init__(self) -> None:
        super().__init__("This code is not right. The app shows a new one every 30 seconds; each works once.")


class TooManyWrongCodes(RateLimited):
    """Codes of this user were guessed too often; for a while not even the right one is taken."""

    def __init__(self, retry_after_s: float) -> None:
        super().__init__("Too many wrong codes. Use a recovery code, or try later.", retry_after_s=retry_after_s)


class SignInAgain(PermissionDenied):
    """Somebody without a password must have signed in just now for this."""

    def __init__(self) -> None:
        super().__init__("Sign in again, then do this within ten minutes.")


class AppAddedAlready(Conflict):
    """There is an authenticator app."""

    def __init__(self) -> None:
        super().__init__("You have an authenticator app already; remove it before you add another.")


class NoAppToConfirm(Conflict):
    """No app waits for its first code."""

    def __init__(self) -> None:
        super().__init__("No authenticator app waits to be confirmed; set one up first.")


class SecondFactorRequired(Conflict):
    """The organization wants its members to have a second factor."""

    def __init__(self) -> None:
        super().__init__("Your organization requires a second factor; add another before you remove this one.")
