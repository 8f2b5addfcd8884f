"""What can go wrong with identity. Every 401 has the code `unauthenticated`: one case for clients."""

from collections.abc import Iterable

from pilothouse.core.errors import Conflict, InvalidInput, PermissionDenied, RateLimited, Unauthenticated


class WrongCredentials(Unauthenticated):
    """No active user has this e-mail and password. Does not say which of them is wrong."""

    code = "unauthenticated"

    def __init__(self) -> None:
        super().__init__("The e-mail or the password is not right.")


class NotSignedIn(Unauthenticated):
    """The credential is missing, malformed, expired, revoked or not ours."""

    code = "unauthenticated"

    def __init__(self, message: str = "Sign in, or send an API key.") -> None:
        super().__init__(message)


class RefreshTokenReused(NotSignedIn):
    """A refresh token was used after another one had replaced it: somebody has a copy."""

    code = "unauthenticated"

    def __init__(self) -> None:
        super().__init__("An old refresh token was used, so this login session was ended. Sign in again.")


class CsrfRefused(PermissionDenied):
    """A browser sent its cookies with a request that our page did not make."""

    def __init__(self) -> None:
        super().__init__("Send the value of the cookie pilothouse_csrf in the header X-CSRF-Token.")


class ForeignOrigin(PermissionDenied):
    """A page of another site made this request."""

    def __init__(self, origin: str) -> None:
        super().__init__(f"Requests from pages of {origin or 'an unnamed origin'} are not taken here.")


class TooManyFailedLogins(RateLimited):
    """This e-mail failed too often from this address."""

    def __init__(self, retry_after_s: float) -> None:
        minutes = max(1, round(retry_after_s / 60))
        super().__init__(
            f"Too many failed sign-ins. Try again in {minutes} minute{'s' if minutes > 1 else ''}.",
            retry_after_s=retry_after_s,
        )


class TooManyLetters(RateLimited):
    """Mail was asked for too often, for one address or by one caller."""

    def __init__(self, retry_after_s: float) -> None:
        super().__init__(
            "Too much mail was asked for. Look into the spam folder, or try again later.", retry_after_s=retry_after_s
        )


class SignUpClosed(PermissionDenied):
    """Nobody can register by themselves."""

    def __init__(self) -> None:
        super().__init__("Sign-up is closed here. Ask an administrator to make an account for you, or to invite you.")


class InvitationsClosed(PermissionDenied):
    """Accounts are made by administrators only."""

    def __init__(self) -> None:
        super().__init__("Nobody can be invited here: PILOTHOUSE_ACCESS_SIGN_UP is closed; `invite` allows it.")


class LinkNotValid(InvalidInput):
    """A link's token is unknown, was used, was replaced or has expired. Does not say which."""

    def __init__(self) -> None:
        super().__init__("This link does not work any more: it was used, replaced or is too old. Ask for a new one.")


class PersonNeeded(PermissionDenied):
    """An API key or a service account tried what only a person who signed in may do."""

    def __init__(self) -> None:
        super().__init__("This is for the person themselves: sign in; an API key is not enough.")


class KeysAreGiven(PermissionDenied):
    """A service account tried to make itself an API key."""

    def __init__(self) -> None:
        super().__init__("A service account is given its keys by those who manage users; it can replace those it has.")


class WrongPassword(PermissionDenied):
    """Somebody who is signed in did not repeat their password rightly."""

    def __init__(self) -> None:
        super().__init__("This is not your password.")


class WeakPassword(InvalidInput):
    """The password does not meet the policy; the message says how."""


class UnknownPermission(InvalidInput):
    """A permission was named that does not exist."""

    def __init__(self, names: Iterable[str]) -> None:
        super().__init__(f"There is no permission {', '.join(sorted(names))}.")


class UnknownRole(InvalidInput):
    """A role was named that the organization does not have."""

    def __init__(self, names: Iterable[str]) -> None:
        super().__init__(f"There is no role {', '.join(sorted(names))}.")


class BeyondYourPermissions(PermissionDenied):
    """A principal tried to give away what it does not hold itself."""

    def __init__(self, names: Iterable[str]) -> None:
        lacking = sorted(names)
        super().__init__(f"You cannot give what you do not have: {', '.join(lacking)}.", details={"lacking": lacking})


class BeyondItsPermissions(InvalidInput):
    """A key was to have scopes that the service account it is for does not hold."""

    def __init__(self, account: str, names: Iterable[str]) -> None:
        super().__init__(
            f"{account} does not hold {', '.join(sorted(names))}. Give it a role that does, or leave it out."
        )


class NameTaken(Conflict):
    """A name or an e-mail is used already."""


class LastAdministrator(Conflict):
    """Nobody would be left who may do everything, and only such a one could make another."""

    def __init__(self) -> None:
        super().__init__("No active person would hold admin any more. Give somebody a role with it first.")


class CannotChangeYourself(Conflict):
    """Taking away one's own access would lock the door from outside."""
