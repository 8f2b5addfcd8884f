import httpx2
import pytest

from pilothouse.access.identity.identity import Identity
from pilothouse.access.identity.passkeys import service
from tests.access.conftest import FrozenClock, Mailboxes, Member, code_of, sign_in
from tests.access.identity.passkeys.device import Device
from tests.access.identity.passkeys.people import PASSKEYS, add, ask, ask_for_new, send_new, sign_in_by
from tests.access.identity.second_factor.people import FACTOR, ME, OWN_PASSWORD, add_app, first_step

POLICY = "/api/v1/sign-in-policy"


@pytest.fixture
async def device(browser: httpx2.AsyncClient) -> Device:
    """The administrator's phone."""
    device = Device()
    await add(browser, device)
    return device


class TestAdd:
    async def test_wants_the_password_again(self, browser: httpx2.AsyncClient) -> None:
        assert code_of(await browser.post(f"{PASSKEYS}/options", json={})) == (403, "wrong_password")

    async def test_asks_for_a_key_that_can_sign_in_alone(self, browser: httpx2.AsyncClient, member: Member) -> None:
        options = await ask_for_new(browser)
        assert options["rp"]["id"] == "pilot.example"
        assert options["user"]["name"] == member.email
        wanted = options["authenticatorSelection"]
        assert (wanted["residentKey"], wanted["userVerification"]) == ("required", "required")
        assert options["attestation"] == "none"

    async def test_names_the_devices_that_have_one(self, browser: httpx2.AsyncClient, device: Device) -> None:
        assert len((await ask_for_new(browser))["excludeCredentials"]) == 1

    async def test_gives_recovery_codes_with_the_first_second_factor_only(
        self, browser: httpx2.AsyncClient, clock: FrozenClock, mailboxes: Mailboxes, member: Member
    ) -> None:
        first, second = await add(browser, Device(), "phone"), await add(browser, Device(), "key")
        assert len(first["recovery_codes"]) == 10
        assert second["recovery_codes"] is None
        read = (await browser.get(FACTOR)).json()["data"]
        assert (read["passkeys"], read["recovery_codes_left"]) == (2, 10)
        letter = await mailboxes.last(member.email, "account.security")
        assert letter.payload["what"] == "A second factor was added: the passkey “key”."

    async def test_refuses_a_key_twice(self, browser: httpx2.AsyncClient, device: Device) -> None:
        answer = await send_new(browser, device.make(await ask_for_new(browser)))
        assert code_of(answer) == (409, "passkey_known")

    async def test_has_an_end(
        self, browser: httpx2.AsyncClient, device: Device, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(service, "_MOST", 1)
        answer = await send_new(browser, Device().make(await ask_for_new(browser)))
        assert code_of(answer) == (409, "conflict")

    async def test_says_what_is_missing_where_the_installation_has_no_name(
        self, app, browser: httpx2.AsyncClient, database, settings, key_store, clock: FrozenClock
    ) -> None:
        app.state.identity = Identity(database, settings, key_store, public_url="http://192.0.2.7", clock=clock)
        answer = await browser.post(f"{PASSKEYS}/options", json=OWN_PASSWORD)
        assert code_of(answer) == (409, "passkeys_unavailable")


class TestList:
    async def test_shows_each_and_when_it_was_used(
        self, browser: httpx2.AsyncClient, device: Device, clock: FrozenClock
    ) -> None:
        assert (await browser.get(PASSKEYS)).json()["data"][0]["last_used_at"] is None
        await sign_in_by(browser, device)
        (one,) = (await browser.get(PASSKEYS)).json()["data"]
        assert (one["name"], one["is_synced"]) == ("phone", False)
        assert one["last_used_at"] is not None

    async def test_gives_another_name(self, browser: httpx2.AsyncClient, device: Device) -> None:
        (one,) = (await browser.get(PASSKEYS)).json()["data"]
        answer = await browser.patch(f"{PASSKEYS}/{one['id']}", json={"name": "old phone"})
        assert answer.json()["data"]["name"] == "old phone"


class TestRemove:
    async def test_wants_the_password_and_forgets_the_key(
        self, browser: httpx2.AsyncClient, device: Device, member: Member
    ) -> None:
        (one,) = (await browser.get(PASSKEYS)).json()["data"]
        assert code_of(await browser.post(f"{PASSKEYS}/{one['id']}/remove", json={})) == (403, "wrong_password")
        assert (await browser.post(f"{PASSKEYS}/{one['id']}/remove", json=OWN_PASSWORD)).status_code == 200
        assert code_of(await sign_in_by(browser, device)) == (401, "unauthenticated")
        assert (await sign_in(browser, member)).status_code == 200  # the password is enough again
        assert (await browser.get(FACTOR)).json()["data"]["recovery_codes_left"] == 0

    async def test_keeps_the_last_factor_that_the_organization_requires(
        self, browser: httpx2.AsyncClient, device: Device, clock: FrozenClock
    ) -> None:
        assert (await browser.put(POLICY, json={"second_factor_required": True})).status_code == 200
        (one,) = (await browser.get(PASSKEYS)).json()["data"]
        answer = await browser.post(f"{PASSKEYS}/{one['id']}/remove", json=OWN_PASSWORD)
        assert code_of(answer) == (409, "second_factor_required")
        await add_app(browser, clock)
        assert (await browser.post(f"{PASSKEYS}/{one['id']}/remove", json=OWN_PASSWORD)).status_code == 200


class TestSignIn:
    async def test_needs_neither_e_mail_nor_password(
        self, browser: httpx2.AsyncClient, device: Device, member: Member
    ) -> None:
        browser.cookies.clear()
        options = await ask(browser)
        assert options.get("allowCredentials", []) == []
        assert options["userVerification"] == "required"
        answer = await sign_in_by(browser, device)
        assert answer.status_code == 200, answer.text
        token = answer.json()["data"]["access_token"]
        me = (await browser.get(ME, headers={"Authorization": f"Bearer {token}"})).json()["data"]
        assert me["email"] == member.email

    async def test_is_the_second_step_after_the_password(
        self, browser: httpx2.AsyncClient, device: Device, member: Member
    ) -> None:
        step = await first_step(browser, member)
        assert step["methods"] == ["passkey", "recovery_code"]
        assert len((await ask(browser, step["token"]))["allowCredentials"]) == 1
        assert (await sign_in_by(browser, device, step["token"])).status_code == 200

    async def test_gives_a_browser_its_cookies(self, browser: httpx2.AsyncClient, device: Device) -> None:
        browser.cookies.clear()
        credential = device.sign(await ask(browser))
        answer = await browser.post("/api/v1/auth/login/passkey", json={"credential": credential})
        assert answer.status_code == 200
        assert "pilothouse_access" in browser.cookies
