"""Service accounts, as tests need them."""

from typing import Any

import httpx2

ACCOUNTS, USERS, KEYS, ME = "/api/v1/service-accounts", "/api/v1/users", "/api/v1/keys", "/api/v1/auth/me"


async def make_account(browser: httpx2.AsyncClient, *roles: str, name: str = "Nightly report") -> dict[str, Any]:
    """Make a service account; without roles it is a `user`."""
    answer = await browser.post(ACCOUNTS, json={"name": name, "roles": roles or ["user"]})
    assert answer.status_code == 201, answer.text
    return answer.json()["data"]


async def give_key(browser: httpx2.AsyncClient, account: dict[str, Any], **form: Any) -> dict[str, Any]:
    """Give a service account a key."""
    answer = await browser.post(f"{ACCOUNTS}/{account['id']}/keys", json={"name": "ci"} | form)
    assert answer.status_code == 201, answer.text
    return answer.json()["data"]


def bearer(key: dict[str, Any]) -> dict[str, str]:
    return {"Authorization": f"Bearer {key['key']}"}
