"""What counts requests."""

from typing import Protocol

from pilothouse.access.ratelimit.limit import Limit, Standing


class Counter(Protocol):
    """Counts requests per scope. All that implement this count by a sliding window (`window.py`)."""

    async def take(self, scope: str, limit: Limit) -> Standing:
        """Count one request, unless it is one too many.

        Args:
            scope: who or what is limited, such as `user:0199…`.
            limit: that holds for it.
        """
        ...

    async def aclose(self) -> None:
        """Give back connections."""
        ...
