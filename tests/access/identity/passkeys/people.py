"""Adding passkeys and signing in by them, over HTTP."""

from typing import Any

import httpx2

from tests.access.identity.passkeys.device import Device
from tests.access.identity.second_factor.people import LOGIN, OWN_PASSWORD

PASSKEYS = "/api/v1/auth/passkeys"
BY_PASSKEY = f"{LOGIN}/passkey"


async def ask_for_new(browser: httpx2.AsyncClient) -> dict[str, Any]:
    answer = await browser.post(f"{PASSKEYS}/options", json=OWN_PASSWORD)
    assert answer.status_code == 200, answer.text
    return answer.json()["data"]["options"]


async def send_new(browser: httpx2.AsyncClient, credential: Any, name: str = "phone") -> httpx2.Response:
    return await browser.post(PASSKEYS, json={"name": name, "credential": credential})


async def add(browser: httpx2.AsyncClient, device: Device, name: str = "phone") -> dict[str, Any]:
    """Add a device's passkey to whoever is signed in."""
    answer = await send_new(browser, device.make(await ask_for_new(browser)), name)
    assert answer.status_code == 201, answer.text
    return answer.json()["data"]


async def ask(client: httpx2.AsyncClient, token: str | None = None) -> dict[str, Any]:
    answer = await client.post(f"{BY_PASSKEY}/options", json={"token": token} if token else {})
    assert answer.status_code == 200, answer.text
    return answer.json()["data"]["options"]


async def send(client: httpx2.AsyncClient, credential: Any, token: str | None = None) -> httpx2.Response:
    form = {"credential": credential, "token": token, "delivery": "body"}
    return await client.post(BY_PASSKEY, json=form)


async def sign_in_by(client: httpx2.AsyncClient, device: Device, token: str | None = None) -> httpx2.Response:
    return await send(client, device.sign(await ask(client, token)), token)
