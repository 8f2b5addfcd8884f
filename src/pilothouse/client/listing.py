"""Lists, which the server gives page by page."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page.

    Attributes:
        next_cursor: where the next one begins; None on the last.
        total: how many there are in all, where the server knows.
    """

    items: list[T]
    next_cursor: str | None = None
    total: int | None = None

    @staticmethod
    def of(envelope: dict[str, Any]) -> "Page[Any]":
        """Read a page from an answer."""
        paging: dict[str, Any] = envelope["meta"].get("pagination") or {}
        return Page(envelope["data"], paging.get("next_cursor"), paging.get("total"))


class Listing(Generic[T]):
    """A list that is fetched while it is walked through, each time anew."""

    def __init__(self, fetch: Callable[[str | None], Page[T]]) -> None:
        self._fetch = fetch

    def page(self) -> Page[T]:
        """Return the first page alone."""
        return self._fetch(None)

    def __iter__(self) -> Iterator[T]:
        page = self._fetch(None)
        yield from page.items
        while page.next_cursor is not None:
            page = self._fetch(page.next_cursor)
            yield from page.items


class AsyncListing(Generic[T]):
    """A list that is fetched while it is walked through, each time anew."""

    def __init__(self, fetch: Callable[[str | None], Awaitable[Page[T]]]) -> None:
        self._fetch = fetch

    async def page(self) -> Page[T]:
        """Return the first page alone."""
        return await self._fetch(None)

    async def all(self) -> list[T]:
        """Return everything."""
        return [item async for item in self]

    async def __aiter__(self) -> AsyncIterator[T]:
        page = await self._fetch(None)
        for item in page.items:
            yield item
        while page.next_cursor is not None:
            page = await self._fetch(page.next_cursor)
            for item in page.items:
                yield item
