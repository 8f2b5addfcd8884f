import httpx2
import pytest
from sqlalchemy import select, text

from pilothouse.access.audit.tables import AuditEvent
from pilothouse.access.identity.api_keys.schemas import ApiKeyCreate
from pilothouse.access.identity.second_factor.tables import AuthenticatorApp, RecoveryCode
from pilothouse.access.identity.users.schemas import UserCreate
from pilothouse.db.engine import Database
from tests.access.conftest import PASSWORD, FrozenClock, Mailboxes, Member, code_of, sign_in
from tests.access.identity.second_factor.people import (
    APP,
    FACTOR,
    LOGIN,
    ME,
    OWN_PASSWORD,
    Phone,
    add_app,
    first_step,
    second_step,
)  # fmt: skip

POLICY = "/api/v1/sign-in-policy"


async def actions(database: Database, member: Member) -> list[tuple[str, str]]:
    async with database.transaction(member.organization_id) as session:
        rows = await session.execute(select(AuditEvent.action, AuditEvent.outcome).order_by(AuditEvent.id))
        return [(row.action, row.outcome) for row in rows]


async def told(mailboxes: Mailboxes, member: Member) -> list[str]:
    return [letter.payload["what"] for letter in await mailboxes.of(member.email, "account.security")]


class TestSetUp:
    async def test_wants_the_password_again(self, browser: httpx2.AsyncClient) -> None:
        assert code_of(await browser.post(APP, json={})) == (403, "wrong_password")
        assert code_of(await browser.post(APP, json={"password": "wrong"})) == (403, "wrong_password")

    async def test_counts_only_once_a_code_was_entered(
        self, browser: httpx2.AsyncClient, member: Member, clock: FrozenClock
    ) -> None:
        made = (await browser.post(APP, json=OWN_PASSWORD)).json()["data"]
        assert made["uri"].startswith("otpauth://totp/Pilothouse:")
        assert made["qr_svg"].startswith("<svg")
        assert (await browser.get(FACTOR)).json()["data"]["app_added_at"] is None
        assert (await sign_in(browser, member)).status_code == 200
        phone = Phone(made["secret"], clock)
        assert code_of(await browser.post(f"{APP}/confirm", json={"code": phone.wrong_code()})) == (403, "wrong_code")
        assert (await browser.post(f"{APP}/confirm", json={"code": phone.code()})).status_code == 200

    async def test_begun_again_replaces_what_was_not_confirmed(
        self, browser: httpx2.AsyncClient, clock: FrozenClock
    ) -> None:
        first, second = [Phone((await browser.post(APP, json=OWN_PASSWORD)).json()["data"]["secret"], clock)
                         for _ in range(2)]  # fmt: skip
        assert (await browser.post(f"{APP}/confirm", json={"code": first.code()})).status_code == 403
        assert (await browser.post(f"{APP}/confirm", json={"code": second.code()})).status_code == 200

    async def test_is_refused_while_there_is_an_app(self, browser: httpx2.AsyncClient, clock: FrozenClock) -> None:
        phone, _ = await add_app(browser, clock)
        assert code_of(await browser.post(APP, json=OWN_PASSWORD)) == (409, "app_added_already")
        answer = await browser.post(f"{APP}/confirm", json={"code": phone.next_code()})
        assert code_of(answer) == (409, "no_app_to_confirm")

    async def test_keeps_secret_and_recovery_codes_unreadable(
        self, browser: httpx2.AsyncClient, clock: FrozenClock, owner_database: Database, member: Member
    ) -> None:
        phone, codes = await add_app(browser, clock)
        async with owner_database.transaction() as session:
            app = await session.get_one(AuthenticatorApp, member.user_id)
            hashes = (await session.scalars(select(RecoveryCode.code_hash))).all()
        assert phone.secret.encode() not in app.sealed
        assert not {*codes} & {*hashes}

    async def test_is_told_by_mail_and_in_the_log(
        self, browser: httpx2.AsyncClient, clock: FrozenClock, database: Database, member: Member, mailboxes: Mailboxes
    ) -> None:
        await add_app(browser, clock)
        assert ("second_factor.add", "success") in await actions(database, member)
        assert await told(mailboxes, member) == ["A second factor was added: an authenticator app."]

    async def test_is_for_people_only(self, client: httpx2.AsyncClient, identity, member: Member) -> None:
        key = (await identity.api_keys.create(member.principal, ApiKeyCreate(name="k"))).key
        answer = await client.post(APP, json=OWN_PASSWORD, headers={"Authorization": f"Bearer {key}"})
        assert code_of(answer) == (403, "person_needed")


class TestSignIn:
    async def test_goes_on_with_a_code(
        self, browser: httpx2.AsyncClient, member: Member, clock: FrozenClock, database: Database
    ) -> None:
        phone, _ = await add_app(browser, clock)
        step = await first_step(browser, member)
        assert (step["methods"], step["must_set_up"]) == (["app", "recovery_code"], False)
        looked = (await browser.post(f"{LOGIN}/step", json={"token": step["token"]})).json()["data"]
        assert looked["methods"] == ["app", "recovery_code"]
        answer = await second_step(browser, step["token"], phone.next_code())
        assert answer.json()["data"]["user"]["email"] == member.email
        token = answer.json()["data"]["access_token"]
        assert (await browser.get(ME, headers={"Authorization": f"Bearer {token}"})).status_code == 200
        assert [each for each in await actions(database, member) if each[0].startswith("login")] == [
            ("login", "success"), ("login.first_step", "success"), ("login", "success"),
        ]  # fmt: skip

    async def test_gives_a_browser_its_cookies_after_the_second_step_only(
        self, browser: httpx2.AsyncClient, member: Member, clock: FrozenClock
    ) -> None:
        phone, _ = await add_app(browser, clock)
        browser.cookies.clear()
        step = await first_step(browser, member)
        assert not browser.cookies
        await browser.post(f"{LOGIN}/code", json={"token": step["token"], "code": phone.next_code()})
        assert {"pilothouse_access", "pilothouse_refresh", "pilothouse_csrf"} <= {*browser.cookies}

    async def test_takes_a_recovery_code_once_and_tells(
        self, browser: httpx2.AsyncClient, member: Member, clock: FrozenClock, mailboxes: Mailboxes
    ) -> None:
        _, codes = await add_app(browser, clock)
        step = await first_step(browser, member)
        assert (await second_step(browser, step["token"], codes[3].upper())).status_code == 200
        step = await first_step(browser, member)
        assert code_of(await second_step(browser, step["token"], codes[3])) == (403, "wrong_code")
        assert (await browser.get(FACTOR)).json()["data"]["recovery_codes_left"] == 9
        assert "9 are left" in (await told(mailboxes, member))[-1]

    async def test_waits_ten_minutes_and_no_longer(
        self, browser: httpx2.AsyncClient, member: Member, clock: FrozenClock
    ) -> None:
        phone, _ = await add_app(browser, clock)
        step = await first_step(browser, member)
        clock.advance(600)
        assert code_of(await second_step(browser, step["token"], phone.code())) == (422, "login_step_not_valid")

    async def test_lets_nobody_in_who_was_deactivated_between_the_steps(
        self, browser: httpx2.AsyncClient, member: Member, clock: FrozenClock, database: Database
    ) -> None:
        phone, _ = await add_app(browser, clock)
        step = await first_step(browser, member)
        async with database.transaction(member.organization_id) as session:
            await session.execute(text("update user_account set is_active = false"))
        assert code_of(await second_step(browser, step["token"], phone.next_code())) == (401, "unauthenticated")

    async def test_asks_nobody_who_has_no_second_factor(self, client: httpx2.AsyncClient, member: Member) -> None:
        assert (await sign_in(client, member)).status_code == 200


class TestRemove:
    async def test_wants_the_password_and_lets_the_password_alone_in_again(
        self, browser: httpx2.AsyncClient, member: Member, clock: FrozenClock, mailboxes: Mailboxes
    ) -> None:
        await add_app(browser, clock)
        assert code_of(await browser.post(f"{APP}/remove", json={"password": "wrong"})) == (403, "wrong_password")
        assert (await browser.post(f"{APP}/remove", json=OWN_PASSWORD)).status_code == 200
        assert (await told(mailboxes, member))[-1] == "A second factor was removed: an authenticator app."
        read = (await browser.get(FACTOR)).json()["data"]
        assert (read["app_added_at"], read["recovery_codes_left"]) == (None, 0)
        assert (await sign_in(browser, member)).status_code == 200
        assert code_of(await browser.post(f"{APP}/remove", json=OWN_PASSWORD)) == (404, "not_found")


class TestRecoveryCodes:
    async def test_are_replaced_whole(self, browser: httpx2.AsyncClient, member: Member, clock: FrozenClock) -> None:
        _, old = await add_app(browser, clock)
        answer = await browser.post(f"{FACTOR}/recovery-codes", json=OWN_PASSWORD)
        new = answer.json()["data"]["recovery_codes"]
        assert (answer.status_code, len(new), {*old} & {*new}) == (201, 10, set())
        step = await first_step(browser, member)
        assert (await second_step(browser, step["token"], old[0])).status_code == 403
        assert (await second_step(browser, step["token"], new[0])).status_code == 200

    async def test_are_not_made_for_nothing(self, browser: httpx2.AsyncClient) -> None:
        assert code_of(await browser.post(f"{FACTOR}/recovery-codes", json=OWN_PASSWORD)) == (409, "conflict")


class TestReset:
    async def test_lets_an_administrator_help_somebody_who_lost_the_phone(
        self, browser: httpx2.AsyncClient, identity, member: Member, clock: FrozenClock, mailboxes: Mailboxes
    ) -> None:
        email = f"bo{member.user_id}@example.com"
        made = await identity.users.create(member.principal, UserCreate(email=email, name="Bo", password=PASSWORD))
        bo = Member(member.organization_id, made.id, email, member.principal)
        await sign_in(browser, bo)
        await add_app(browser, clock)
        await sign_in(browser, member)
        user = f"/api/v1/users/{made.id}"
        assert (await browser.get(user)).json()["data"]["has_second_factor"] is True
        assert (await browser.delete(f"{user}/second-factor")).status_code == 200
        assert (await browser.get(user)).json()["data"]["has_second_factor"] is False
        assert "administrator" in (await told(mailboxes, bo))[-1]
        assert (await sign_in(browser, bo)).status_code == 200

    async def test_is_no_way_around_the_password_for_oneself(self, browser: httpx2.AsyncClient, member: Member) -> None:
        answer = await browser.delete(f"/api/v1/users/{member.user_id}/second-factor")
        assert code_of(answer) == (409, "cannot_change_yourself")

    async def test_finds_nobody_of_another_organization(self, browser: httpx2.AsyncClient, stranger: Member) -> None:
        answer = await browser.delete(f"/api/v1/users/{stranger.user_id}/second-factor")
        assert code_of(answer) == (404, "not_found")


class TestPolicy:
    @pytest.fixture
    async def bo(self, identity, member: Member) -> Member:
        """A colleague without a second factor."""
        email = f"bo{member.user_id}@example.com"
        made = await identity.users.create(member.principal, UserCreate(email=email, name="Bo", password=PASSWORD))
        return Member(member.organization_id, made.id, email, member.principal)

    async def require(self, browser: httpx2.AsyncClient, clock: FrozenClock) -> Phone:
        phone, _ = await add_app(browser, clock)
        answer = await browser.put(POLICY, json={"second_factor_required": True})
        assert answer.status_code == 200, answer.text
        return phone

    async def test_is_set_by_somebody_who_keeps_it(self, browser: httpx2.AsyncClient) -> None:
        assert code_of(await browser.put(POLICY, json={"second_factor_required": True})) == (409, "conflict")
        assert (await browser.get(POLICY)).json()["data"] == {"second_factor_required": False}

    @pytest.mark.parametrize("value", [0, 1, "yes", None])
    async def test_is_true_or_false_and_nothing_like_it(self, browser: httpx2.AsyncClient, value: object) -> None:
        assert (await browser.put(POLICY, json={"second_factor_required": value})).status_code == 422

    async def test_signs_out_those_without_and_leads_them_to_add_one(
        self, browser: httpx2.AsyncClient, client: httpx2.AsyncClient, bo: Member, member: Member, clock: FrozenClock
    ) -> None:
        form = {"email": bo.email, "password": PASSWORD, "delivery": "body"}
        of_bo = (await browser.post(LOGIN, json=form)).json()["data"]["access_token"]
        await self.require(browser, clock)
        assert (await browser.get(ME)).status_code == 200  # the administrator stays
        assert (await browser.get(ME, headers={"Authorization": f"Bearer {of_bo}"})).status_code == 401

        step = await first_step(client, bo)
        assert (step["methods"], step["must_set_up"]) == ([], True)
        made = (await client.post(f"{LOGIN}/app", json={"token": step["token"]})).json()["data"]
        form = {"token": step["token"], "code": Phone(made["secret"], clock).code(), "delivery": "body"}
        answer = await client.post(f"{LOGIN}/app/confirm", json=form)
        assert answer.status_code == 200, answer.text
        assert len(answer.json()["data"]["recovery_codes"]) == 10
        assert answer.json()["data"]["user"]["email"] == bo.email
        assert code_of(await client.post(f"{LOGIN}/app/confirm", json=form)) == (422, "login_step_not_valid")

    async def test_keeps_the_last_factor_from_being_removed(
        self, browser: httpx2.AsyncClient, clock: FrozenClock, member: Member
    ) -> None:
        phone = await self.require(browser, clock)
        assert code_of(await browser.post(f"{APP}/remove", json=OWN_PASSWORD)) == (409, "second_factor_required")
        step = await first_step(browser, member)
        assert (await second_step(browser, step["token"], phone.next_code())).status_code == 200

    async def test_is_for_administrators(
        self, browser: httpx2.AsyncClient, client: httpx2.AsyncClient, bo: Member
    ) -> None:
        await sign_in(client, bo)
        assert (await client.put(POLICY, json={"second_factor_required": False})).status_code == 403

    async def test_stands_beside_other_settings_of_the_organization(
        self, browser: httpx2.AsyncClient, clock: FrozenClock, owner_database: Database, member: Member
    ) -> None:
        settings = "select settings from organization where id = :id"
        async with owner_database.transaction() as session:
            await session.execute(
                text("""update organization set settings = '{"tier": "pro"}' where id = :id"""),
                {"id": member.organization_id},
            )
        await self.require(browser, clock)
        async with owner_database.transaction() as session:
            found = await session.scalar(text(settings), {"id": member.organization_id})
        assert found == {"tier": "pro", "second_factor_required": True}
