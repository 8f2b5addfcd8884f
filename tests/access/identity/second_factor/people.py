"""People with an authenticator app, as tests need them."""

from dataclasses import dataclass
from typing import Any

import httpx2
import pyotp

from tests.access.conftest import PASSWORD, FrozenClock, Member

LOGIN, ME = "/api/v1/auth/login", "/api/v1/auth/me"
FACTOR = "/api/v1/auth/second-factor"
APP = f"{FACTOR}/app"
OWN_PASSWORD = {"password": PASSWORD}


@dataclass
class Phone:
    """Shows the codes of an authenticator app."""

    secret: str
    clock: FrozenClock

    def code(self, steps: int = 0) -> str:
        """Return the code of now, or of some steps of 30 s later."""
        return pyotp.TOTP(self.secret).at(self.clock.now(), counter_offset=steps)

    def wrong_code(self) -> str:
        right = {self.code(steps) for steps in (-1, 0, 1)}
        return next(code for code in ("000000", "111111", "222222", "333333") if code not in right)

    def next_code(self) -> str:
        """Wait until the app shows another code; return it."""
        self.clock.advance(30)
        return self.code()


async def add_app(browser: httpx2.AsyncClient, clock: FrozenClock) -> tuple[Phone, list[str]]:
    """Add an authenticator app to whoever is signed in; return it, and the recovery codes."""
    made = await browser.post(APP, json=OWN_PASSWORD)
    assert made.status_code == 201, made.text
    phone = Phone(made.json()["data"]["secret"], clock)
    confirmed = await browser.post(f"{APP}/confirm", json={"code": phone.code()})
    assert confirmed.status_code == 200, confirmed.text
    return phone, confirmed.json()["data"]["recovery_codes"]


async def first_step(client: httpx2.AsyncClient, member: Member) -> dict[str, Any]:
    """Sign in with the password; return what the second step needs."""
    form = {"email": member.email, "password": PASSWORD}
    answer = await client.post(LOGIN, json=form)
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "second_factor_needed"), answer.text
    return answer.json()["error"]["details"]


async def second_step(client: httpx2.AsyncClient, token: str, code: str) -> httpx2.Response:
    return await client.post(f"{LOGIN}/code", json={"token": token, "code": code, "delivery": "body"})
