"""Somebody on the wire with a certificate that nobody vouches for: none of our clients talks to them."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from pilothouse.core.errors import UpstreamFailed
from pilothouse.core.http import AddressGuard, GuardedClient
from pilothouse.llm.providers._pool import Pool
from pilothouse.notify.message import DeliveryFailed
from pilothouse.notify.posting import Poster
from tests.notify.receivers import LOOPBACK


def self_signed(folder: Path) -> ssl.SSLContext:
    """Return what a server needs to speak TLS as 127.0.0.1, in its own name."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = folder / "server.pem"
    pem.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    return context


@pytest.fixture
async def address(tmp_path: Path) -> AsyncIterator[tuple[str, int]]:
    """Host and port of a server that would take everything."""
    app = web.Application()

    async def take(_: web.Request) -> web.Response:
        pytest.fail("Somebody talked to the impostor.")

    app.router.add_route("*", "/{tail:.*}", take)
    server = TestServer(app, host="127.0.0.1", scheme="https")
    await server.start_server(ssl=self_signed(tmp_path))
    yield "127.0.0.1", server.port or 0
    await server.close()


async def test_tools_do_not(address: tuple[str, int]) -> None:
    client = GuardedClient(allowed_networks=(LOOPBACK,), timeout_s=10)
    with pytest.raises(UpstreamFailed, match="certificate"):
        await client.get("https://{}:{}/".format(*address))
    await client.aclose()


async def test_webhooks_do_not(address: tuple[str, int]) -> None:
    poster = Poster((LOOPBACK,), 10)
    with pytest.raises(DeliveryFailed):
        await poster.post("https://{}:{}/".format(*address), b"news", {})
    await poster.aclose()


async def test_calls_of_models_do_not(address: tuple[str, int]) -> None:
    pool = Pool("https", *address, 1, AddressGuard((LOOPBACK,)))
    with pytest.raises(OSError, match=r"(?i)certificate"):
        await pool.take(asyncio.get_running_loop().time() + 10)
    pool.close()
