"""Answers of devices that are not what they should be."""

import asyncio
from dataclasses import replace

import cbor2
import httpx2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pilothouse.access.identity.passkeys.answers import (
    check_registration,
    check_signature,
    read_registration,
    read_signature,
)  # fmt: skip
from pilothouse.access.identity.passkeys.errors import PasskeyNotAdded, PasskeyRefused
from pilothouse.access.identity.passkeys.relying_party import RelyingParty
from pilothouse.access.identity.users.schemas import UserCreate, UserUpdate
from tests.access.conftest import PASSWORD, FrozenClock, Mailboxes, Member, code_of, sign_in
from tests.access.identity.passkeys.device import PRESENT, VERIFIED, Device, encode
from tests.access.identity.passkeys.people import PASSKEYS, add, ask, ask_for_new, send, send_new, sign_in_by
from tests.access.identity.second_factor.people import OWN_PASSWORD, first_step, second_step

REFUSED = (401, "unauthenticated")
NOT_ADDED = (422, "passkey_not_added")
PARTY = RelyingParty("pilot.example", "https://pilot.example")


@pytest.fixture
async def device(browser: httpx2.AsyncClient) -> Device:
    """The administrator's phone."""
    device = Device()
    await add(browser, device)
    return device


CHEATS = {
    "a page of another site": {"origin": "https://pilot.example.evil.example"},
    "plain http": {"origin": "http://pilot.example"},
    "a key of another domain": {"domain": "evil.example"},
    "an owner who was not verified": {"flags": PRESENT},
    "an owner who was not there": {"flags": VERIFIED},
}


@pytest.mark.parametrize("cheat", CHEATS.values(), ids=CHEATS.keys())
class TestCheats:
    async def test_add_no_passkey(self, browser: httpx2.AsyncClient, cheat: dict) -> None:
        device = Device(**cheat)
        assert code_of(await send_new(browser, device.make(await ask_for_new(browser)))) == NOT_ADDED

    async def test_sign_nobody_in(self, browser: httpx2.AsyncClient, device: Device, cheat: dict) -> None:
        assert code_of(await sign_in_by(browser, replace(device, **cheat))) == REFUSED


class TestChallenge:
    async def test_is_answered_once(self, browser: httpx2.AsyncClient, device: Device) -> None:
        credential = device.sign(await ask(browser))
        assert (await send(browser, credential)).status_code == 200
        assert code_of(await send(browser, credential)) == REFUSED

    async def test_of_many_answers_at_once_one_counts(self, browser: httpx2.AsyncClient, device: Device) -> None:
        credential = device.sign(await ask(browser))
        answers = await asyncio.gather(*(send(browser, credential) for _ in range(4)))
        assert sorted(answer.status_code for answer in answers) == [200, 401, 401, 401]

    async def test_is_ours(self, browser: httpx2.AsyncClient, device: Device) -> None:
        assert code_of(await send(browser, device.sign({"challenge": encode(b"x" * 32)}))) == REFUSED
        made = device.make(await ask_for_new(browser) | {"challenge": encode(b"x" * 32)})
        assert code_of(await send_new(browser, made)) == NOT_ADDED

    async def test_is_soon_too_old(self, browser: httpx2.AsyncClient, device: Device, clock: FrozenClock) -> None:
        credential = device.sign(await ask(browser))
        clock.advance(300)
        assert code_of(await send(browser, credential)) == REFUSED

    async def test_is_for_what_it_was_given_out_for(
        self, browser: httpx2.AsyncClient, device: Device, member: Member
    ) -> None:
        first, second = await first_step(browser, member), await first_step(browser, member)
        of_first = device.sign(await ask(browser, first["token"]))
        assert code_of(await send(browser, of_first, second["token"])) == REFUSED
        of_sign_in = device.sign(await ask(browser))
        assert code_of(await send(browser, of_sign_in, first["token"])) == REFUSED
        of_new = device.sign(await ask_for_new(browser))
        assert code_of(await send(browser, of_new)) == REFUSED

    async def test_to_add_a_key_is_for_one_user(
        self, browser: httpx2.AsyncClient, member: Member, stranger: Member
    ) -> None:
        options = await ask_for_new(browser)
        await sign_in(browser, stranger)
        assert code_of(await send_new(browser, Device().make(options))) == NOT_ADDED


class TestSomebodyElse:
    async def test_is_not_signed_in_by_a_key_that_nobody_added(self, browser: httpx2.AsyncClient) -> None:
        assert code_of(await sign_in_by(browser, Device())) == REFUSED

    async def test_signs_with_another_key_under_a_known_name(self, browser: httpx2.AsyncClient, device: Device) -> None:
        other = replace(device, key=Device().key)
        assert code_of(await sign_in_by(browser, other)) == REFUSED

    async def test_has_a_key_of_another_user(
        self, browser: httpx2.AsyncClient, device: Device, member: Member, stranger: Member
    ) -> None:
        await sign_in(browser, stranger)
        theirs = Device()
        await add(browser, theirs)
        step = await first_step(browser, member)
        assert code_of(await sign_in_by(browser, theirs, step["token"])) == REFUSED
        claims = replace(theirs, user_handle=device.user_handle)
        assert code_of(await sign_in_by(browser, claims)) == REFUSED

    async def test_sees_and_changes_no_passkey_of_another(
        self, browser: httpx2.AsyncClient, device: Device, stranger: Member
    ) -> None:
        (one,) = (await browser.get(PASSKEYS)).json()["data"]
        await sign_in(browser, stranger)
        assert (await browser.get(PASSKEYS)).json()["data"] == []
        assert (await browser.patch(f"{PASSKEYS}/{one['id']}", json={"name": "mine"})).status_code == 404
        assert (await browser.post(f"{PASSKEYS}/{one['id']}/remove", json=OWN_PASSWORD)).status_code == 404

    async def test_who_was_deactivated_stays_out(
        self, browser: httpx2.AsyncClient, identity, member: Member, stranger: Member
    ) -> None:
        form = UserCreate(email=f"bo{member.user_id}@example.com", name="Bo", password=PASSWORD)
        made = await identity.users.create(member.principal, form)
        await sign_in(browser, Member(member.organization_id, made.id, made.email, member.principal))
        device = Device()
        await add(browser, device)
        await identity.users.update(member.principal, made.id, UserUpdate(is_active=False))
        assert code_of(await sign_in_by(browser, device)) == REFUSED


class TestCopy:
    async def test_is_noticed_by_its_count_and_told(
        self, browser: httpx2.AsyncClient, device: Device, mailboxes: Mailboxes, member: Member
    ) -> None:
        copy = replace(device)
        for _ in range(3):
            assert (await sign_in_by(browser, device)).status_code == 200
        assert code_of(await sign_in_by(browser, copy)) == REFUSED
        assert "copied" in (await mailboxes.last(member.email, "account.security")).payload["what"]
        assert (await sign_in_by(browser, device)).status_code == 200  # the count has not gone back

    async def test_of_a_device_that_does_not_count_is_nothing_special(self, browser: httpx2.AsyncClient) -> None:
        device = Device(sign_count=-1)
        device.sign_count = 0
        await add(browser, device)
        for _ in range(2):
            device.sign_count = -1  # what it sends is 0
            assert (await sign_in_by(browser, device)).status_code == 200


class TestGuessing:
    async def test_ends_a_first_step(self, browser: httpx2.AsyncClient, device: Device, member: Member) -> None:
        step = await first_step(browser, member)
        other = replace(device, key=Device().key)
        for _ in range(5):
            assert code_of(await sign_in_by(browser, other, step["token"])) == REFUSED
        assert code_of(await second_step(browser, step["token"], "123456")) == (422, "login_step_not_valid")


def anything(depth: int = 3):
    plain = st.none() | st.booleans() | st.integers() | st.text(max_size=20) | st.binary(max_size=90).map(encode)
    names = st.sampled_from(
        ["id", "rawId", "type", "response", "clientDataJSON", "attestationObject", "authenticatorData", "signature",
         "userHandle", "transports", "authenticatorAttachment"]
    )  # fmt: skip
    return st.recursive(plain, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=6))


class TestGarbage:
    @given(st.dictionaries(st.text(max_size=5), anything()) | anything().filter(lambda each: isinstance(each, dict)))
    def test_is_refused_in_words(self, sent: dict) -> None:
        with pytest.raises(PasskeyNotAdded):
            check_registration(read_registration(sent), PARTY)
        with pytest.raises(PasskeyRefused):
            check_signature(read_signature(sent), PARTY, b"")

    @given(st.binary(max_size=200), st.integers(0, 200), st.integers(0, 255))
    @settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
    def test_within_what_was_a_good_answer_is_refused_too(self, tail: bytes, place: int, byte: int) -> None:
        device = Device()
        made = device.make({"challenge": encode(b"c" * 32), "user": {"id": encode(b"u")}})
        attestation = bytearray(cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": tail}))
        attestation[place % len(attestation)] = byte
        made["response"]["attestationObject"] = encode(bytes(attestation))
        with pytest.raises(PasskeyNotAdded):
            check_registration(read_registration(made), PARTY)
