"""Who may come in at the wires. The application answers it; the gateway knows nothing of accounts and logs."""

from typing import Protocol

from starlette.types import Scope

from pilothouse.core.principal import Principal


class Door(Protocol):
    """Knows callers, and remembers whom it turned away."""

    async def principal_of(self, credential: str) -> Principal:
        """Return who stands behind a credential.

        Raises:
            Unauthenticated: nobody.
        """
        ...

    async def admit(self, who: Principal) -> None:
        """Count a request.

        Raises:
            RateLimited: there were too many.
        """
        ...

    async def refused(self, scope: Scope, who: Principal, status: int) -> None:
        """Hear that a known caller was answered with a failure."""
        ...
