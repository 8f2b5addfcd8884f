"""A real issuer of OpenID Connect on this machine, with people who have an account there."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import httpx2


@dataclass
class Acme:
    """The issuer."""

    address: str

    async def knows(self, sub: str, email: str | None, *, verified: bool = True, name: str = "Ada") -> None:
        """Give somebody an account there."""
        claims = {"name": name} | ({"email": email, "email_verified": verified} if email else {})
        async with httpx2.AsyncClient(base_url=self.address) as client:
            (await client.put(f"/users/{sub}", json=claims)).raise_for_status()

    async def agree(self, url: str, sub: str) -> httpx2.URL:
        """Sign in there and agree; return where the browser is sent."""
        async with httpx2.AsyncClient() as client:
            answer = await client.post(url, data={"sub": sub})
        assert answer.status_code == 302, answer.text
        return httpx2.URL(answer.headers["location"])


@contextmanager
def open_issuer() -> Iterator[Acme]:
    """A process of its own: what the issuer's libraries warn of is not ours to answer for."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", str(port), "--require-nonce", "1"]
    issuer = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        address = f"http://127.0.0.1:{port}"
        while not _answers(address):
            assert issuer.poll() is None
            time.sleep(0.05)
        yield Acme(address)
    finally:
        issuer.terminate()
        issuer.wait()


def _answers(address: str) -> bool:
    try:
        return httpx2.get(f"{address}/.well-known/openid-configuration").is_success
    except httpx2.TransportError:
        return False
