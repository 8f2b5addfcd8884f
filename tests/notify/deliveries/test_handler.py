import asyncio
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from aiohttp import web
from sqlalchemy import select, text
from standardwebhooks import Webhook

from pilothouse.access.secrets.seal import Seal
from pilothouse.db.engine import Database
from pilothouse.notify.deliveries.handler import DeliveryHandler
from pilothouse.notify.message import Receipt
from pilothouse.notify.tables import Notification
from tests.notify.conftest import Desk
from tests.notify.receivers import MailServer, Receiver, until

ROOT = Path(__file__).parents[3]


async def settled(desk: Desk) -> bool:
    return "pending" not in await desk.states()


class TestDelivery:
    async def test_arrives_signed(self, desk: Desk, engine, receiver: Receiver) -> None:
        made = await desk.endpoint_with_secret("webhook", f"{receiver.url}/in")
        await desk.tell()
        async with engine():
            await until(lambda: settled(desk))
        (request,) = receiver.requests
        told = Webhook(made.secret).verify(request.body, request.headers)
        assert (told["type"], told["data"]["reason"]) == ("mission.failed", "one ran away")
        assert await desk.states() == ["delivered"]
        (only,) = await desk.tries()
        assert (only.outcome, only.status_code, only.response) == ("delivered", 200, "so it is")

    async def test_is_tried_again_under_the_same_id_until_it_is_taken(self, desk, engine, receiver) -> None:
        receiver.answers += [500, 503]
        await desk.endpoint("webhook", receiver.url)
        await desk.tell()
        async with engine():
            await until(lambda: settled(desk))
        assert await desk.states() == ["delivered"]
        assert len({request.headers["webhook-id"] for request in receiver.requests}) == 1
        tries = await desk.tries()
        assert [(each.number, each.outcome, each.status_code) for each in tries] == [
            (1, "failed", 500),
            (2, "failed", 503),
            (3, "delivered", 200),
        ]

    async def test_is_given_up_in_the_end(self, desk, engine, receiver) -> None:
        receiver.answers += [500] * 10
        hook = await desk.endpoint("webhook", receiver.url)
        await desk.tell()
        async with engine():
            await until(lambda: settled(desk))
        assert await desk.states() == ["given_up"]
        assert len(receiver.requests) == 3
        assert (await desk.endpoint_row(hook)).given_up_in_a_row == 1

    async def test_switches_off_an_endpoint_whose_receiver_is_gone(self, desk, engine, receiver) -> None:
        receiver.answers += [410]
        hook = await desk.endpoint("webhook", receiver.url)
        await desk.tell()
        async with engine():
            await until(lambda: settled(desk))
        row = await desk.endpoint_row(hook)
        assert not row.is_active
        assert "410" in row.disabled_reason
        assert await desk.states() == ["given_up"]
        assert len(receiver.requests) == 1

    async def test_switches_off_an_endpoint_that_takes_nothing_for_long(self, desk, engine, receiver) -> None:
        receiver.answers += [500] * 100
        hook = await desk.endpoint("webhook", receiver.url)
        for number in range(3):
            await desk.tell(str(number))
        async with engine():
            await until(lambda: settled(desk))
        row = await desk.endpoint_row(hook)
        assert (row.is_active, row.given_up_in_a_row) == (False, 3)

    async def test_begins_to_count_anew_with_every_success(self, desk, engine, receiver) -> None:
        hook = await desk.endpoint("webhook", receiver.url)
        async with desk.database.transaction(desk.who.organization_id) as session:
            await session.execute(text("update notification_endpoint set given_up_in_a_row = 2"))
        await desk.tell()
        async with engine():
            await until(lambda: settled(desk))
        assert (await desk.endpoint_row(hook)).given_up_in_a_row == 0

    async def test_is_dropped_when_its_endpoint_was_switched_off(self, desk, engine, receiver) -> None:
        await desk.endpoint("webhook", receiver.url)
        await desk.tell()
        async with desk.database.transaction(desk.who.organization_id) as session:
            await session.execute(text("update notification_endpoint set is_active = false"))
        async with engine():
            await until(lambda: settled(desk))
        assert await desk.states() == ["cancelled"]
        assert receiver.requests == []

    async def test_waits_no_longer_than_it_may(self, desk, engine, receiver, settings) -> None:
        receiver.hangs = True
        await desk.endpoint("webhook", receiver.url)
        await desk.tell()
        brief = settings.model_copy(update={"timeout_s": 0.05, "max_tries": 2})
        desk.notify.channels["webhook"].poster._timeout_s = 0.05
        async with engine(with_handler(desk, DeliveryHandler(desk.notify.channels, desk.notify.sealer, brief))):
            await until(lambda: settled(desk))
        assert await desk.states() == ["given_up"]
        assert "did not answer within" in (await desk.tries())[0].response

    async def test_never_reaches_into_our_own_networks(self, desk, engine, receiver) -> None:
        """An address that led elsewhere when it was entered: the check is made on the socket, at each try."""
        await desk.endpoint("webhook", receiver.url)
        await desk.tell()
        desk.notify.channels["webhook"].poster._guard._allowed.clear()
        desk.notify.channels["webhook"].poster._urls._guard._allowed.clear()
        async with engine():
            await until(lambda: settled(desk))
        assert (await desk.states(), receiver.requests) == (["given_up"], [])
        assert (await desk.tries())[0].outcome == "refused"

    async def test_does_not_lose_a_message_when_a_channel_breaks(self, desk, engine) -> None:
        class Broken:
            sent = 0

            async def send(self, _message, _target):
                self.sent += 1
                if self.sent == 1:
                    raise RuntimeError("a mistake of ours")
                return Receipt()

        await desk.endpoint("webhook", "http://127.0.0.1:1024/")
        await desk.tell()
        handler = DeliveryHandler({"webhook": Broken()}, desk.notify.sealer, desk.notify.settings)
        async with engine(with_handler(desk, handler)):
            await until(lambda: settled(desk))
        assert [each.outcome for each in await desk.tries()] == ["failed", "delivered"]


class TestProcesses:
    async def test_one_that_dies_after_sending_leaves_it_to_another_which_sends_the_same_id(
        self, desk, engine, receiver
    ) -> None:
        receiver.hangs = True  # the message has arrived; that it did is never noted
        await desk.endpoint("webhook", receiver.url)
        await desk.tell()
        async with engine() as dying:
            await until(receiver.arrived.is_set)
            kill(dying)
            receiver.hangs = False
            async with engine():
                await until(lambda: settled(desk))
        assert len(receiver.requests) == 2
        assert len({request.headers["webhook-id"] for request in receiver.requests}) == 1
        assert [each.outcome for each in await desk.tries()] == ["started", "delivered"]

    async def test_one_that_is_killed_leaves_it_to_another_too(self, cluster, desk, engine, receiver, seal_key) -> None:
        receiver.hangs = True
        await desk.endpoint("webhook", receiver.url)
        await desk.tell()
        command = (sys.executable, "-m", "tests.notify.delivering", cluster.app_url, seal_key.get_secret_value())
        process = await asyncio.create_subprocess_exec(*command, cwd=ROOT)
        try:
            await until(receiver.arrived.is_set, timeout_s=60)
        finally:
            process.kill()
            await process.wait()
        receiver.hangs = False
        async with engine():
            await until(lambda: settled(desk))
        assert len({request.headers["webhook-id"] for request in receiver.requests}) == 1
        assert [each.outcome for each in await desk.tries()] == ["started", "delivered"]

    async def test_two_never_send_one_message_twice(self, desk, engine, receiver) -> None:
        receiver.delay_s = 0.02
        await desk.endpoint("webhook", receiver.url)
        for number in range(30):
            await desk.tell(str(number))
        async with engine(), engine():
            await until(lambda: settled(desk))
        ids = [request.headers["webhook-id"] for request in receiver.requests]
        assert len(ids) == len(set(ids)) == 30


class TestSecrets:
    async def test_of_a_letter_are_erased_once_it_is_delivered(
        self, desk, engine, mail_server: MailServer, owner_database: Database
    ) -> None:
        organization = desk.who.organization_id
        link = "https://pilot.example/verify?token=abc"
        async with desk.database.transaction(organization) as session:
            await desk.notify.account_mail.verify_email(
                session,
                organization,
                address="ada@example.com",
                name="Ada",
                link=link,
                expires_at=datetime.now(UTC),
                key="verify:1",
            )
        async with engine():
            await until(lambda: settled(desk))
        assert link in mail_server.letters[0].get_body(("plain",)).get_content()
        async with owner_database.transaction() as session:
            rows = await session.scalars(
                select(Notification.sealed).where(Notification.organization_id == organization)
            )
            assert rows.all() == [None]

    async def test_old_and_new_sign_while_a_webhook_changes_its_secret(self, desk, engine, receiver) -> None:
        made = await desk.endpoint_with_secret("webhook", receiver.url)
        new = await desk.rotate(made.id)
        await desk.tell()
        async with engine():
            await until(lambda: settled(desk))
        (request,) = receiver.requests
        for secret in (made.secret, new):
            assert Webhook(secret).verify(request.body, request.headers)

    async def test_the_old_one_signs_no_more_when_its_time_is_over(self, desk, engine, receiver) -> None:
        made = await desk.endpoint_with_secret("webhook", receiver.url)
        await desk.rotate(made.id)
        async with desk.database.transaction(desk.who.organization_id) as session:
            await session.execute(text("update notification_endpoint set old_secret_until = now()"))
        await desk.tell()
        async with engine():
            await until(lambda: settled(desk))
        assert len(receiver.requests[0].headers["webhook-signature"].split(" ")) == 1

    async def test_that_a_receiver_repeats_are_not_kept(self, desk, engine, receiver) -> None:
        made = await desk.endpoint_with_secret("webhook", f"{receiver.url}/T0/key")
        receiver.answers.append(web.Response(status=200, text=f"{made.secret} \x00 {receiver.url}/T0/key Bearer abc"))
        await desk.tell()
        async with engine():
            await until(lambda: settled(desk))
        kept = (await desk.tries())[0].response
        assert made.secret not in kept
        assert "/T0/key" not in kept
        assert "abc" not in kept

    async def test_sealed_under_a_key_that_is_gone_are_not_sent_as_something_else(self, desk, engine, receiver) -> None:
        await desk.endpoint("webhook", receiver.url)
        await desk.tell()
        handler = DeliveryHandler(desk.notify.channels, Seal.generate(), desk.notify.settings)
        async with engine(with_handler(desk, handler)):
            await until(lambda: settled(desk))
        assert (await desk.states(), receiver.requests) == (["given_up"], [])


def with_handler(desk: Desk, handler: DeliveryHandler):
    return replace(desk.notify, handlers=(handler,))


def kill(process) -> None:
    """Let a process end in the middle of everything, as SIGKILL does: nothing is handed over."""
    process.lease._stop.set()
    process.lease._thread.join()
    for _, task in process.runner._running.values():
        task.cancel()
    process.runner._running.clear()
    process.runner._claim = _nothing


async def _nothing() -> int:
    await asyncio.sleep(3600)
    return 0
