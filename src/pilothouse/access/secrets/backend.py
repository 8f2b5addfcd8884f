"""What every place for secrets can do. A secret is a `SecretStr`: it does not show itself when printed or logged."""

import re
from typing import Protocol

from pydantic import SecretStr

from pilothouse.core.errors import InvalidInput, Unavailable

_NAME = re.compile(r"[a-z][a-z0-9_]{0,63}")


class SecretsReadOnly(Unavailable):
    """This place for secrets cannot be written."""

    retryable = False


class SecretsUnavailable(Unavailable):
    """The place for secrets cannot be asked at the moment, or not with what is set."""


class SecretsBackend(Protocol):
    """A place that keeps secrets by name."""

    async def get(self, name: str) -> SecretStr | None:
        """Return a secret, or nothing when there is none of that name."""
        ...

    async def create(self, name: str, value: SecretStr) -> SecretStr:
        """Store a secret unless there is one, and return the one that is there now: of two at once, one wins.

        Raises:
            SecretsReadOnly: nothing can be stored here.
        """
        ...

    async def replace(self, name: str, value: SecretStr) -> None:
        """Store a secret, whether there was one or not.

        Raises:
            SecretsReadOnly: nothing can be stored here.
        """
        ...


def checked_name(name: str) -> str:
    """Return a secret's name when it is one: small letters, digits and underscores, 64 at most.

    Raises:
        InvalidInput: it is not; names become file names and environment variables.
    """
    if not _NAME.fullmatch(name):
        raise InvalidInput(f"{name!r} is not a name for a secret: use small letters, digits and underscores.")
    return name
