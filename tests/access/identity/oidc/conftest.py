"""A real issuer on this machine, and people who have an account there."""

from collections.abc import Iterator

import httpx2
import pytest
from pydantic import SecretStr

from pilothouse.access.secrets.file import FileSecrets
from pilothouse.access.settings import AccessSettings, OidcIssuerSettings
from tests.issuer import Acme, open_issuer

START, CALLBACK = "/api/v1/auth/oidc/acme/start", "/api/v1/auth/oidc/acme/callback"


@pytest.fixture(scope="module")
def acme() -> Iterator[Acme]:
    with open_issuer() as issuer:
        yield issuer


@pytest.fixture
def settings(acme: Acme) -> AccessSettings:
    issuer = OidcIssuerSettings(issuer=acme.address, client_id="pilothouse", label="Acme", links_by_email=True)
    return AccessSettings(oidc={"acme": issuer})


@pytest.fixture(autouse=True)
async def secret(key_store: FileSecrets) -> None:
    """What the issuer knows us by."""
    await key_store.create("oidc_acme", SecretStr("anything: it asks for one, and takes any"))


async def leave(client: httpx2.AsyncClient, next_path: str = "/missions", invitation: str = "") -> str:
    """Press "Sign in with Acme"; return where the browser is sent."""
    answer = await client.post(START, json={"next": next_path, "invitation": invitation})
    assert answer.status_code == 200, answer.text
    return answer.json()["data"]["url"]


async def come_back(client: httpx2.AsyncClient, url: httpx2.URL) -> httpx2.Response:
    """Follow the issuer's redirect."""
    return await client.get(f"{CALLBACK}?{url.query.decode()}")


async def sign_in_at(client: httpx2.AsyncClient, acme: Acme, sub: str, invitation: str = "") -> str:
    """Sign in by way of the issuer; return where the page is then."""
    answer = await come_back(client, await acme.agree(await leave(client, invitation=invitation), sub))
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]
