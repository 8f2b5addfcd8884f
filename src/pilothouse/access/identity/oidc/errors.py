"""What can go wrong when somebody signs in with an account elsewhere."""

from typing import Literal

from pilothouse.core.errors import NotFound, PermissionDenied

Problem = Literal["failed", "cancelled", "email_not_verified", "not_linked", "no_account"]

_WORDS: dict[Problem, str] = {
    "failed": "Signing in there did not work, or took too long. Try again.",
    "cancelled": "You were not signed in: the other side says that you, or it, said no.",
    "email_not_verified": "The other side does not say that it knows your e-mail to be yours.",
    "not_linked": "There is an account with your e-mail, which is not linked with the one over there.",
    "no_account": "You have no account here. Ask an administrator to invite you.",
}


class OidcRefused(PermissionDenied):
    """Nobody was signed in; `problem` says why in a word, for the page."""

    def __init__(self, problem: Problem = "failed") -> None:
        super().__init__(_WORDS[problem], details={"problem": problem})
        self.problem: Problem = problem


class UnknownIssuer(NotFound):
    """No issuer of this name is set."""

    def __init__(self) -> None:
        super().__init__("Nobody can sign in that way here.")
