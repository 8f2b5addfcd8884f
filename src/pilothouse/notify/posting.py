"""POST to an address that somebody entered: out of the networks we stand in, no redirects, a bounded answer.

A redirect would turn a POST into a GET that looks like success, or carry a signed message to a stranger; receivers that
moved must be entered anew, as Standard Webhooks has it.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import aiohttp

from pilothouse.core.errors import Blocked, InvalidInput
from pilothouse.core.http import AddressGuard, GuardedClient, refusal_of
from pilothouse.notify.errors import AddressNotUsable
from pilothouse.notify.message import DeliveryFailed, DeliveryRefused

_EXCERPT_BYTES = 2_000


@dataclass(frozen=True, slots=True)
class Answer:
    """What a receiver answered; the body is cut after 2,000 bytes."""

    status_code: int
    body: str
    retry_after_s: float | None

    @property
    def is_success(self) -> bool:
        return 200 <= self.status_code < 300


class Poster:
    """Sends bodies to guarded addresses. Keeps connections open between messages."""

    def __init__(self, allowed_networks: tuple[str, ...], timeout_s: float) -> None:
        """Reach the public internet and these networks.

        Args:
            allowed_networks: as CIDR, such as "10.1.0.0/16".
            timeout_s: of one message, connecting and answering included.
        """
        self._guard = AddressGuard(allowed_networks)
        self._urls = GuardedClient(allowed_networks)
        self._timeout_s = timeout_s
        self._session: aiohttp.ClientSession | None = None

    def check_url(self, url: str) -> None:
        """Refuse what can be told from the address alone.

        Raises:
            AddressNotUsable: it is not http or https, holds a password, or lies in a network we stand in.
        """
        try:
            self._urls.check_url(url)
        except (InvalidInput, Blocked) as error:
            raise AddressNotUsable(error.message) from error

    async def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """Send a body and return the answer, whatever its status.

        Raises:
            DeliveryRefused: the address may not be reached from here.
            DeliveryFailed: no connection, a broken answer, or none in time.
        """
        try:
            target = self._urls.check_url(url)
            async with (
                asyncio.timeout(self._timeout_s),
                self._open().post(target, data=body, headers=headers, allow_redirects=False) as response,
            ):
                excerpt = await response.content.read(_EXCERPT_BYTES)
                after_s = _seconds(response.headers.get("retry-after", ""))
                return Answer(response.status, excerpt.decode(errors="replace"), after_s)
        except (InvalidInput, Blocked) as error:
            raise DeliveryRefused(error.message) from error
        except TimeoutError as error:
            raise DeliveryFailed(f"The receiver did not answer within {self._timeout_s:g} s.") from error
        except (aiohttp.ClientError, OSError) as error:
            if refusal := refusal_of(error):
                raise DeliveryRefused(refusal.message) from error
            raise DeliveryFailed(f"The receiver could not be reached: {type(error).__name__}.") from error

    async def aclose(self) -> None:
        """Close every connection."""
        if self._session is not None:
            await self._session.close()

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(socket_factory=self._guard.make_socket),
                cookie_jar=aiohttp.DummyCookieJar(),
                timeout=aiohttp.ClientTimeout(total=None),
                headers={"User-Agent": "Pilothouse"},
                trust_env=False,
            )
        return self._session


def _seconds(retry_after: str) -> float | None:
    """Read `Retry-After`: seconds, or a date (RFC 9110, 10.2.3); None when it is neither."""
    try:
        return max(0.0, float(retry_after))
    except ValueError:
        pass
    try:
        return max(0.0, (parsedate_to_datetime(retry_after) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError):  # a date without a zone cannot be compared
        return None
