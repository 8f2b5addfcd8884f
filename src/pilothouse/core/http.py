"""HTTP requests to addresses that a person or a model chose, kept out of the networks we stand in.

The check happens where a socket is made, on the address it is about to connect to: what a name resolved to a moment
ago, how an address was spelled, or where a redirect leads makes no difference.
"""

import asyncio
import json
import socket
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any, TypeAlias

import aiohttp
from yarl import URL

from pilothouse.core.errors import Blocked, InvalidInput, TimedOut, TooLarge, UpstreamFailed

Address: TypeAlias = IPv4Address | IPv6Address
Network: TypeAlias = IPv4Network | IPv6Network

_MAX_REDIRECTS = 5
_CHUNK_BYTES = 64 * 1024
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_CREDENTIALS = frozenset({"authorization", "cookie", "proxy-authorization", "x-api-key"})
# They belong to the connection, or choose another virtual host behind the address that was checked.
_OUR_HEADERS = frozenset(
    {"connection", "content-length", "expect", "host", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade"}
)
_AZURE_WIRE_SERVER = ip_address("168.63.129.16")  # answers with credentials, yet lies in public address space
_PROTOCOL_ASSIGNMENTS = ip_network("192.0.0.0/24")  # Oracle's clouds answer with credentials at 192.0.0.192
_GLOBAL_UNICAST = ip_network("2000::/3")  # all that IANA has given out; ::127.0.0.1 and its like lie outside
_NAT64 = ip_network("64:ff9b::/96")
_DOCUMENTATION = ip_network("3fff::/20")  # RFC 9637; younger than some Pythons we run on
_ISATAP = frozenset({0x00005EFE, 0x02005EFE})  # RFC 5214: the interface id ends in an IPv4 address
# Ports of services that a request could be smuggled to, such as mail. Source: the Fetch standard's "bad ports".
_BAD_PORTS = frozenset(
    {
        1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104, 109,
        110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515, 526, 530,
        531, 532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723, 2049, 3659, 4045,
        4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080,
    }
)  # fmt: skip


class AddressBlocked(Blocked):
    """The address is not on the public internet, and no allowed network holds it."""


class _BlockedSocket(OSError):
    """Carries a refusal through aiohttp, which passes on only OSError."""


@dataclass(frozen=True, slots=True)
class HttpResponse:
    """An answer, read to its end. Header names are lower case."""

    status_code: int
    headers: Mapping[str, str]
    content: bytes
    url: str

    def text(self) -> str:
        """Decode the body by its declared character set, UTF-8 when there is none."""
        _, _, charset = self.headers.get("content-type", "").lower().partition("charset=")
        try:
            return self.content.decode(charset.strip(" \"'") or "utf-8", errors="replace")
        except LookupError:
            return self.content.decode(errors="replace")

    def json(self) -> Any:
        """Decode the body as JSON.

        Raises:
            UpstreamFailed: it is something else.
        """
        try:
            return json.loads(self.content)
        except ValueError as error:
            raise UpstreamFailed(f"{self.url} did not answer with JSON.") from error


def is_public(address: Address) -> bool:
    """Tell whether an address lies on the public internet; one wrapped in another is judged by what it leads to."""
    inner = _unwrapped(address)
    if inner is not address:
        return is_public(inner)
    if isinstance(address, IPv6Address) and (address not in _GLOBAL_UNICAST or address in _DOCUMENTATION):
        return False
    if address in _PROTOCOL_ASSIGNMENTS or address == _AZURE_WIRE_SERVER:
        return False
    return address.is_global and not address.is_multicast


def _unwrapped(address: Address) -> Address:
    if isinstance(address, IPv4Address):
        return address
    if address in _NAT64 or int.from_bytes(address.packed[8:12], "big") in _ISATAP:
        return IPv4Address(address.packed[-4:])
    teredo = address.teredo
    return address.ipv4_mapped or address.sixtofour or (teredo[1] if teredo else address)


class AddressGuard:
    """Lets sockets connect to the public internet and to the networks it is given.

    Hand `make_socket` to `aiohttp.TCPConnector(socket_factory=…)`, with `trust_env=False`: a proxy would connect for
    us, past the check.
    """

    def __init__(self, allowed_networks: Iterable[str] = ()) -> None:
        self._allowed: list[Network] = [ip_network(each) for each in allowed_networks]

    def make_socket(self, address: tuple[Any, ...]) -> socket.socket:
        """Make a socket for an entry of `socket.getaddrinfo`, unless it may not be connected to."""
        family, kind, protocol, _, where = address
        if not self.allows(ip_address(str(where[0]).partition("%")[0])):
            # The same words for every address: aiohappyeyeballs replaces errors that differ by one of its own.
            raise _BlockedSocket("The address is not on the public internet, so it may not be reached from here.")
        made = socket.socket(family=family, type=kind, proto=protocol)
        made.setblocking(False)
        return made

    def allows(self, address: Address) -> bool:
        """Tell whether a socket may connect to an address."""
        inner = _unwrapped(address)
        return is_public(address) or any(inner in network for network in self._allowed)


@dataclass
class GuardedClient:
    """An HTTP client that reaches the public internet and the networks it is given.

    Attributes:
        allowed_networks: private networks that may be reached, such as "10.1.0.0/16"; 127.0.0.1/32 in tests.
        allowed_hosts: names that may be asked, such as "api.example.com" or "*.example.com"; every one when empty.
        timeout_s: for one request with all its redirects and its whole body.
        max_bytes: largest body, after decompression.
    """

    allowed_networks: Iterable[str] = ()
    allowed_hosts: Sequence[str] = ()
    timeout_s: float = 30
    max_bytes: int = 10 * 1024 * 1024
    _session: aiohttp.ClientSession | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        self._guard = AddressGuard(self.allowed_networks)

    async def get(self, url: str, **options: Any) -> HttpResponse:
        """Send GET; options as for `request`."""
        return await self.request("GET", url, **options)

    async def post(self, url: str, **options: Any) -> HttpResponse:
        """Send POST; options as for `request`."""
        return await self.request("POST", url, **options)

    async def request(
        self,
        method: str,
        url: str,
        *,
        params: Mapping[str, str | int | float] | None = None,
        headers: Mapping[str, str] | None = None,
        json: Any = None,
        form: Mapping[str, str] | None = None,
        content: bytes | None = None,
        timeout_s: float | None = None,
    ) -> HttpResponse:
        """Send one request and follow up to five redirects, each checked like the first address.

        A redirect to another origin loses credentials. 301, 302 and 303 turn a POST into a GET, as browsers do.

        Args:
            method: of the request.
            url: http or https, without a user name.
            params: added to the URL's query.
            headers: sent along; those of the connection itself, such as Host, are refused.
            json: body to send as JSON.
            form: body to send as a form's fields.
            content: body to send as it is.
            timeout_s: instead of the client's own.

        Raises:
            InvalidInput: the URL is not http or https, has no host, a user name or a mail server's port.
            AddressBlocked: it leads into a network or to a host that is not allowed.
            TooLarge: the body passes `max_bytes`.
            TimedOut: `timeout_s` passed.
            UpstreamFailed: no connection, or a broken answer.
        """
        target = self._allowed(url).update_query(params or {})
        sent = _checked_headers(headers or {})
        try:
            async with asyncio.timeout(timeout_s or self.timeout_s):
                return await self._follow(method.upper(), target, sent, json, form or content)
        except TimeoutError as error:
            raise TimedOut(f"{target.host} did not answer within {timeout_s or self.timeout_s:g} s.") from error
        except aiohttp.ClientError as error:
            raise refusal_of(error) or UpstreamFailed(f"{target.host} could not be reached: {error}.") from error
        except ValueError as error:  # a header with a line break, a method that is none
            raise InvalidInput(f"This request cannot be sent: {error}.") from error

    def check_url(self, url: str) -> URL:
        """Return a URL that may be asked, as far as it can be told without looking its host up.

        Raises:
            InvalidInput, AddressBlocked: as for `request`.
        """
        target = self._allowed(url)
        literal = _literal_address(target.host or "")
        if literal is not None and not self._guard.allows(literal):
            raise AddressBlocked("The address is not on the public internet, so it may not be reached from here.")
        return target

    async def aclose(self) -> None:
        """Close every connection."""
        if self._session is not None:
            await self._session.close()

    async def _follow(
        self, method: str, url: URL, headers: dict[str, str], json_body: Any, content: bytes | Mapping[str, str] | None
    ) -> HttpResponse:
        for _ in range(_MAX_REDIRECTS + 1):
            async with self._open().request(
                method, url, headers=headers, json=json_body, data=content, allow_redirects=False
            ) as response:
                location = response.headers.get("location")
                if response.status not in _REDIRECTS or not location:
                    return await self._read(response)
            destination = self._allowed(_joined(url, location))
            if destination.origin() != url.origin():
                headers = {name: value for name, value in headers.items() if name.lower() not in _CREDENTIALS}
            if response.status not in {307, 308} and method not in {"GET", "HEAD"}:
                method, json_body, content = "GET", None, None
            url = destination
        raise UpstreamFailed(f"{url.host} redirects more than {_MAX_REDIRECTS} times.")

    async def _read(self, response: aiohttp.ClientResponse) -> HttpResponse:
        body = bytearray()
        async for chunk in response.content.iter_chunked(_CHUNK_BYTES):
            body += chunk
            if len(body) > self.max_bytes:
                raise TooLarge(f"The answer of {response.url.host} is larger than {self.max_bytes:,} bytes.")
        headers = {name.lower(): value for name, value in response.headers.items()}
        return HttpResponse(response.status, headers, bytes(body), str(response.url))

    def _allowed(self, text: str) -> URL:
        url = _parse_url(text)
        host = (url.host or "").rstrip(".").lower()
        if self.allowed_hosts and not any(fnmatchcase(host, pattern.lower()) for pattern in self.allowed_hosts):
            raise AddressBlocked(f"{host} is not among the hosts that tools may ask here.")
        return url

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(socket_factory=self._guard.make_socket),
                cookie_jar=aiohttp.DummyCookieJar(),
                timeout=aiohttp.ClientTimeout(total=None),
                trust_env=False,
            )
        return self._session


def _parse_url(text: str) -> URL:
    try:
        url = URL(text)
    except ValueError as error:
        raise InvalidInput(f"{text[:200]!r} is not a URL: {error}.") from error
    if url.scheme not in {"http", "https"} or not url.host:
        raise InvalidInput(f"{text[:200]!r} is not an http or https URL.")
    if url.user is not None or url.password is not None:
        raise InvalidInput("The URL holds a user name or password; send them in an Authorization header instead.")
    if url.port in _BAD_PORTS:
        raise InvalidInput(f"Port {url.port} belongs to a service that does not speak HTTP.")
    return url


def _joined(base: URL, location: str) -> str:
    try:
        return str(base.join(URL(location)))
    except ValueError as error:
        raise UpstreamFailed(f"{base.host} redirects to {location[:200]!r}, which is no address.") from error


def _checked_headers(headers: Mapping[str, str]) -> dict[str, str]:
    refused = [name for name in headers if name.lower() in _OUR_HEADERS or name.lower().startswith("proxy-")]
    if refused:
        raise InvalidInput(f"The header {refused[0]} cannot be chosen; it belongs to the connection.")
    return dict(headers)


def _literal_address(host: str) -> Address | None:
    """Read a host that is an address: "127.0.0.1", but also "0x7f.1" and "2130706433", as the resolver does."""
    try:
        return ip_address(host.partition("%")[0])
    except ValueError:
        pass
    try:
        return IPv4Address(socket.inet_aton(host))
    except (OSError, ValueError):
        return None


def refusal_of(error: BaseException | None) -> AddressBlocked | None:
    """Find a guard's refusal among the causes of an error of aiohttp."""
    while error is not None:
        cause = getattr(error, "os_error", None)
        for each in (error, cause):
            if isinstance(each, _BlockedSocket):
                return AddressBlocked(str(each))
        error = error.__cause__
    return None
