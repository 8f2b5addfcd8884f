"""Requests to addresses that somebody else chose. Payloads as in public SSRF lists."""

import asyncio
import gzip
import socket
from collections.abc import AsyncIterator
from ipaddress import ip_address

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from pilothouse.core.errors import InvalidInput, TimedOut, TooLarge, UpstreamFailed
from pilothouse.core.http import AddressBlocked, GuardedClient, is_public

LOOPBACK = ("127.0.0.0/8", "::1/128")


@pytest.fixture
async def client() -> AsyncIterator[GuardedClient]:
    """A client as in production: public addresses only."""
    guarded = GuardedClient(timeout_s=5)
    yield guarded
    await guarded.aclose()


@pytest.fixture
async def local() -> AsyncIterator[GuardedClient]:
    """A client that may reach this machine."""
    guarded = GuardedClient(allowed_networks=LOOPBACK, timeout_s=5, max_bytes=10_000)
    yield guarded
    await guarded.aclose()


@pytest.fixture
async def server() -> AsyncIterator[TestServer]:
    """A server that echoes, redirects, dawdles and overflows."""

    async def echo(request: web.Request) -> web.Response:
        seen = {"method": request.method, "headers": dict(request.headers), "body": await request.text()}
        return web.json_response({**seen, "query": dict(request.query)})

    async def redirect(request: web.Request) -> web.Response:
        headers = {"location": request.query["to"]}
        return web.Response(status=int(request.query.get("status", "302")), headers=headers)

    async def round_and_round(_: web.Request) -> web.Response:
        return web.Response(status=302, headers={"location": "/round"})

    async def bomb(_: web.Request) -> web.Response:
        return web.Response(body=gzip.compress(b"0" * 5_000_000), headers={"content-encoding": "gzip"})

    async def slow(_: web.Request) -> web.Response:
        await asyncio.sleep(5)
        return web.Response()

    app = web.Application()
    app.router.add_route("*", "/echo", echo)
    app.router.add_route("*", "/redirect", redirect)
    app.router.add_get("/bomb", bomb)
    app.router.add_get("/round", round_and_round)
    app.router.add_get("/slow", slow)
    running = TestServer(app)
    await running.start_server()
    yield running
    await running.close()


class TestAddresses:
    @pytest.mark.parametrize(
        "address",
        [
            "127.0.0.1", "127.255.255.254", "0.0.0.0", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1",
            "169.254.169.254", "100.64.0.1", "100.100.100.200", "192.0.0.1", "192.0.0.192", "198.18.0.1", "224.0.0.1",
            "240.0.0.1", "255.255.255.255", "168.63.129.16", "::", "::1", "fe80::1", "fc00::1", "fd00:ec2::254",
            "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "64:ff9b::7f00:1",
            "64:ff9b::a9fe:a9fe",
            "2002:7f00:1::", "2002:a9fe:a9fe::1", "2001:db8::1", "::127.0.0.1", "::169.254.169.254", "3fff::1",
            "::ffff:0:127.0.0.1", "64:ff9b:1::7f00:1", "2001:0:1:1:0:0:80ff:fffe", "2606:4700::5efe:10.0.0.1",
            "2606:4700::200:5efe:169.254.169.254", "100::1", "fec0::1", "fe80::a9fe:a9fe", "192.0.2.1", "203.0.113.9",
            "198.51.100.7", "0.1.2.3",
        ],
    )  # fmt: skip
    def test_that_are_not_public_are_told(self, address: str) -> None:
        assert not is_public(ip_address(address))

    @pytest.mark.parametrize("address", ["1.1.1.1", "93.184.216.34", "2606:4700:4700::1111", "::ffff:1.1.1.1"])
    def test_that_are_public_pass(self, address: str) -> None:
        assert is_public(ip_address(address))

    @pytest.mark.parametrize(
        "url",
        [
            "http://127.0.0.1/", "http://localhost/", "http://127.1/", "http://0x7f.1/", "http://0177.0.0.1/",
            "http://[::1]/", "http://[::ffff:127.0.0.1]/", "http://[::]/", "http://0.0.0.0/", "http://[fe80::1%25lo]/",
            "http://169.254.169.254/latest/meta-data/", "http://10.0.0.1/",
            "http://127.0.0.1#@example.com/", "https://192.168.0.1/", "http://LOCALHOST/", "http://127.0.0.1:6379/",
            "http://0/", "http://127.0.1/", "http://0177.1/", "http://0x7f000001/", "http://0x7f.0x0.0x0.0x1/",
            "http://[0:0:0:0:0:0:0:1]/", "http://[0000::0001]/", "http://[::ffff:7f00:1]/", "http://[::127.0.0.1]/",
            "http://[::ffff:a9fe:a9fe]/", "http://[64:ff9b::a9fe:a9fe]/", "http://[2002:a9fe:a9fe::]/",
            "http://[fd00:ec2::254]/latest/meta-data/", "http://100.100.100.200/", "http://168.63.129.16/",
            "http://192.0.0.192/opc/v1/instance/", "http://localhost./", "http://127.0.0.1./", "http://127.0.0.1:080/",
            "http://127。0。0。1/", "http://①②⑦.⓪.⓪.①/", "http://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ/", "http://%31%32%37.0.0.1/", "http://127.0.0.1?@a.b/",
            "http://0251.0376.0251.0376/", "http://0xa9.0xfe.0xa9.0xfe/", "http://425.510.425.510/", "http://169.254.43518/",
        ],
    )  # fmt: skip
    async def test_are_refused_however_they_are_written(self, client: GuardedClient, url: str) -> None:
        with pytest.raises((AddressBlocked, UpstreamFailed, InvalidInput)):
            await client.get(url)

    async def test_are_refused_before_anybody_listens_to_them(
        self, client: GuardedClient, server: TestServer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Every spelling that this machine's resolver takes for its own address, tried on a port that does answer."""
        reached: list[str] = []
        for host in (
            "127.0.0.1", "localhost", "127.1", "127.0.1", "0", "0.0.0.0", "0x7f.1", "0177.0.0.1", "2130706433", "[::1]",
            "017700000001", "0x7f000001", "[::]", "[::ffff:127.0.0.1]", "LOCALHOST", "localhost.", "[0:0:0:0:0:0:0:1]",
        ):  # fmt: skip
            try:
                await client.get(f"http://{host}:{server.port}/echo")
                reached.append(host)
            except (AddressBlocked, UpstreamFailed, InvalidInput):
                continue
        assert not reached

    @pytest.mark.parametrize("url", ["http://2130706433/", "http://017700000001/", "http://0/"])
    async def test_of_other_notations_are_not_connected_to(self, client: GuardedClient, url: str) -> None:
        with pytest.raises((AddressBlocked, UpstreamFailed, InvalidInput)):
            await client.get(url)

    @pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://a.b/", "gopher://a.b/", "//a.b/", "x", "http://", ""])
    async def test_of_other_schemes_are_no_addresses(self, client: GuardedClient, url: str) -> None:
        with pytest.raises(InvalidInput):
            await client.get(url)

    @pytest.mark.parametrize("url", ["http://user@a.b/", "http://a.b@127.0.0.1/", "https://:secret@a.b/"])
    async def test_with_a_user_name_are_refused(self, client: GuardedClient, url: str) -> None:
        with pytest.raises(InvalidInput, match="user name"):
            await client.get(url)

    @pytest.mark.parametrize("port", [22, 25, 143, 587, 2049, 6000, 6667])
    async def test_with_the_port_of_another_protocol_are_refused(self, client: GuardedClient, port: int) -> None:
        with pytest.raises(InvalidInput, match=f"Port {port}"):
            await client.get(f"http://example.com:{port}/")

    @pytest.mark.parametrize("url", ["http://127.0.0.1/", "http://2130706433/", "http://0x7f.1/", "http://[::1]:80/"])
    def test_can_be_checked_without_a_request(self, client: GuardedClient, url: str) -> None:
        with pytest.raises(AddressBlocked):
            client.check_url(url)
        assert client.check_url("https://example.com/a").host == "example.com"

    async def test_are_checked_when_connecting_not_when_resolving(
        self, client: GuardedClient, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A name that is public when looked up and private a moment later, as in DNS rebinding, gets no socket."""
        loop = asyncio.get_running_loop()
        answers = iter(["93.184.216.34", "127.0.0.1"])

        async def rebinding(*_: object, **__: object) -> list[object]:
            next(answers)
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(answers), 80))]

        monkeypatch.setattr(loop, "getaddrinfo", rebinding)
        with pytest.raises(AddressBlocked):
            await client.get("http://rebind.example/")

    async def test_of_an_own_network_may_be_allowed(self, local: GuardedClient, server: TestServer) -> None:
        answer = await local.get(str(server.make_url("/echo")), params={"q": "é"})
        assert answer.status_code == 200
        assert answer.json()["query"] == {"q": "é"}


class TestRedirects:
    async def test_into_a_private_network_are_refused(self, server: TestServer) -> None:
        only_here = GuardedClient(allowed_networks=("127.0.0.1/32",), timeout_s=5)
        for target in ("http://169.254.169.254/", "http://10.0.0.1/", "http://[::1]/"):
            with pytest.raises(AddressBlocked):
                await only_here.get(str(server.make_url("/redirect")), params={"to": target})
        await only_here.aclose()

    async def test_to_another_scheme_are_refused(self, local: GuardedClient, server: TestServer) -> None:
        with pytest.raises(InvalidInput):
            await local.get(str(server.make_url("/redirect")), params={"to": "file:///etc/passwd"})

    async def test_to_another_origin_lose_credentials(self, local: GuardedClient, server: TestServer) -> None:
        secret = {"Authorization": "Bearer x", "Cookie": "a=b", "X-Api-Key": "k", "X-Other": "kept"}
        elsewhere = str(server.make_url("/echo")).replace("127.0.0.1", "localhost")
        answer = await local.get(str(server.make_url("/redirect")), params={"to": elsewhere}, headers=secret)
        sent = {name.lower() for name in answer.json()["headers"]}
        assert "x-other" in sent
        assert not sent & {"authorization", "cookie", "x-api-key"}

    async def test_to_a_host_that_is_not_on_the_list_are_refused(self, server: TestServer) -> None:
        listed = GuardedClient(allowed_networks=LOOPBACK, allowed_hosts=("127.0.0.1", "*.example.com"), timeout_s=5)
        assert (await listed.get(str(server.make_url("/echo")))).status_code == 200
        elsewhere = str(server.make_url("/echo")).replace("127.0.0.1", "localhost")
        with pytest.raises(AddressBlocked, match="localhost is not among"):
            await listed.get(str(server.make_url("/redirect")), params={"to": elsewhere})
        for url in ("http://example.org/", "http://example.com.evil.org/", "http://example.com/"):
            with pytest.raises(AddressBlocked):
                await listed.get(url)
        await listed.aclose()

    @pytest.mark.parametrize("target", ["http://[", "http://a b/", "http://user@127.0.0.1/", "gopher://127.0.0.1:70/_"])
    async def test_to_what_is_no_address_end(self, local: GuardedClient, server: TestServer, target: str) -> None:
        with pytest.raises((InvalidInput, UpstreamFailed)):
            await local.get(str(server.make_url("/redirect")), params={"to": target})

    async def test_within_an_origin_keep_them(self, local: GuardedClient, server: TestServer) -> None:
        headers = {"Authorization": "Bearer x"}
        answer = await local.get(str(server.make_url("/redirect")), params={"to": "/echo"}, headers=headers)
        assert answer.json()["headers"]["Authorization"] == "Bearer x"

    @pytest.mark.parametrize(
        ("status", "method", "body"), [("302", "GET", ""), ("303", "GET", ""), ("307", "POST", "hi")]
    )
    async def test_change_the_method_as_browsers_do(
        self, local: GuardedClient, server: TestServer, status: str, method: str, body: str
    ) -> None:
        params = {"to": "/echo", "status": status}
        answer = await local.post(str(server.make_url("/redirect")), params=params, content=b"hi")
        assert (answer.json()["method"], answer.json()["body"]) == (method, body)

    async def test_without_end_are_given_up(self, local: GuardedClient, server: TestServer) -> None:
        with pytest.raises(UpstreamFailed, match="redirects more than 5 times"):
            await local.get(str(server.make_url("/round")))


class TestLimits:
    async def test_hold_after_decompression(self, local: GuardedClient, server: TestServer) -> None:
        with pytest.raises(TooLarge, match="10,000 bytes"):
            await local.get(str(server.make_url("/bomb")))

    async def test_of_time_hold(self, local: GuardedClient, server: TestServer) -> None:
        with pytest.raises(TimedOut):
            await local.get(str(server.make_url("/slow")), timeout_s=0.1)

    async def test_nobody_there_is_told(self, local: GuardedClient) -> None:
        with pytest.raises(UpstreamFailed, match="could not be reached"):
            await local.get("http://127.0.0.1:3/")


class TestRequests:
    @pytest.mark.parametrize(
        "name", ["Host", "content-length", "Transfer-Encoding", "Connection", "Proxy-Authorization"]
    )
    async def test_cannot_choose_what_belongs_to_the_connection(
        self, local: GuardedClient, server: TestServer, name: str
    ) -> None:
        with pytest.raises(InvalidInput, match="cannot be chosen"):
            await local.get(str(server.make_url("/echo")), headers={name: "x"})

    async def test_cannot_smuggle_further_headers(self, local: GuardedClient, server: TestServer) -> None:
        for headers in ({"X-A": "b\r\nHost: c"}, {"X-A\r\nHost": "c"}):
            with pytest.raises(InvalidInput):
                await local.get(str(server.make_url("/echo")), headers=headers)

    async def test_send_a_form(self, local: GuardedClient, server: TestServer) -> None:
        answer = await local.post(str(server.make_url("/echo")), form={"a": "b c", "d": "é"})
        assert answer.json()["body"] == "a=b+c&d=%C3%A9"
