import asyncio
from contextlib import aclosing

from sqlalchemy import text

from pilothouse.live import hub as hub_module
from tests.live.conftest import make_stream, next_of, take


async def cut_listeners(database) -> None:
    async with database.engine.connect() as connection:
        await connection.execute(text(
            "select pg_terminate_backend(pid, 5000) from pg_stat_activity"
            " where pid <> pg_backend_pid() and query ilike 'listen %'"
        ))  # fmt: skip


class TestSubscribe:
    async def test_hands_out_each_event_once_and_in_order(self, hub, stream) -> None:
        subscription = hub.subscribe(stream.organization_id)
        await asyncio.gather(*(stream.append(2) for _ in range(10)))
        assert await take(subscription, 20) == [(stream.id, seq) for seq in range(1, 21)]
        assert subscription.queue.empty()

    async def test_every_process_hears_what_one_of_them_wrote(self, open_hub, stream) -> None:
        async with open_hub() as one, open_hub() as two:
            subscriptions = [one.subscribe(stream.organization_id), two.subscribe(stream.organization_id)]
            await stream.append(3)
            expected = [(stream.id, seq) for seq in (1, 2, 3)]
            assert [await take(each, 3) for each in subscriptions] == [expected, expected]

    async def test_begins_with_what_is_new_not_with_the_whole_past(self, hub, stream) -> None:
        earlier = hub.subscribe(stream.organization_id)
        await stream.append(5)
        await take(earlier, 5)  # this process has heard of them
        subscription = hub.subscribe(stream.organization_id)
        await stream.append(2)
        assert await take(subscription, 2) == [(stream.id, 6), (stream.id, 7)]

    async def test_hands_out_more_than_one_read_returns(self, hub, stream) -> None:
        subscription = hub.subscribe(stream.organization_id)
        await stream.append(1_200)
        assert [seq for _, seq in await take(subscription, 1_200)] == list(range(1, 1_201))

    async def test_shows_nobody_the_events_of_another_organization(self, hub, stream, database, other_tenant) -> None:
        theirs = await make_stream(database, other_tenant.organization_id)
        subscriptions = [hub.subscribe(stream.organization_id), hub.subscribe(other_tenant.organization_id)]
        for _ in range(5):
            await stream.append()
            await theirs.append()
        mine, others = [await take(each, 5) for each in subscriptions]
        assert {stream_id for stream_id, _ in mine} == {stream.id}
        assert {stream_id for stream_id, _ in others} == {theirs.id}
        assert all(each.queue.empty() for each in subscriptions)

    async def test_whoever_left_gets_nothing_more(self, hub, stream) -> None:
        left, stays = hub.subscribe(stream.organization_id), hub.subscribe(stream.organization_id)
        hub.unsubscribe(left)
        await stream.append()
        await take(stays, 1)
        assert left.queue.empty()


class TestCursor:
    async def test_a_browser_that_returns_gets_what_it_missed(self, hub, stream) -> None:
        first, other = hub.subscribe(stream.organization_id), hub.subscribe(stream.organization_id)
        await stream.append(2)
        cursor = [await next_of(first) for _ in range(2)][-1].cursor
        hub.unsubscribe(first)
        await stream.append(3)
        await take(other, 5)
        again = hub.subscribe(stream.organization_id, cursor)
        assert again.cursor == cursor
        assert await take(again, 3) == [(stream.id, seq) for seq in (3, 4, 5)]

    async def test_one_that_drops_again_before_it_read_all_loses_nothing(self, hub, stream) -> None:
        first, other = hub.subscribe(stream.organization_id), hub.subscribe(stream.organization_id)
        hub.unsubscribe(first)
        await stream.append(3)
        await take(other, 3)
        second = hub.subscribe(stream.organization_id, first.cursor)
        third = hub.subscribe(stream.organization_id, second.cursor)  # read no more than the greeting
        assert await take(third, 3) == [(stream.id, seq) for seq in (1, 2, 3)]

    async def test_tells_it_to_refetch_when_nobody_listened_meanwhile(self, hub, stream) -> None:
        """Events of an organization that nobody watches are not read; so nobody may believe there were none."""
        first = hub.subscribe(stream.organization_id)
        hub.unsubscribe(first)
        await stream.append()
        async with asyncio.timeout(10):
            while stream.organization_id not in hub._unread:  # until the notification has come
                await asyncio.sleep(0.01)
        again = hub.subscribe(stream.organization_id, first.cursor)
        assert (await next_of(again)).event is None

    async def test_tells_it_to_refetch_when_the_cursor_is_of_another_process_or_no_cursor(self, hub, stream) -> None:
        for cursor in ("another-boot.3", "x", f"{hub.cursor().partition('.')[0]}.²", f"{hub.cursor()}x"):
            again = hub.subscribe(stream.organization_id, cursor)
            delivery = await next_of(again)
            assert delivery.event is None
            assert delivery.cursor == hub.cursor()

    async def test_tells_it_to_refetch_when_more_happened_than_is_remembered(
        self, open_hub, stream, monkeypatch
    ) -> None:
        monkeypatch.setattr(hub_module, "REMEMBERED", 5)
        async with open_hub() as hub:
            stays = hub.subscribe(stream.organization_id)
            cursor = stays.cursor
            await stream.append(8)
            await take(stays, 8)
            assert (await next_of(hub.subscribe(stream.organization_id, cursor))).event is None

    async def test_one_that_is_up_to_date_gets_nothing_old(self, hub, stream) -> None:
        first = hub.subscribe(stream.organization_id)
        await stream.append()
        cursor = (await next_of(first)).cursor
        again = hub.subscribe(stream.organization_id, cursor)
        await stream.append()
        assert await take(again, 1) == [(stream.id, 2)]


class TestResync:
    async def test_a_browser_too_far_behind_is_told_to_refetch_instead(self, open_hub, stream, monkeypatch) -> None:
        monkeypatch.setattr(hub_module, "QUEUE_LENGTH", 10)
        async with open_hub() as hub:
            slow = hub.subscribe(stream.organization_id)
            witness = hub.subscribe(stream.organization_id)
            for _ in range(11):
                await stream.append()
                await next_of(witness)
            delivery = await next_of(slow)
            assert delivery.event is None
            await stream.append()
            assert await take(slow, 1) == [(stream.id, 12)]

    async def test_everybody_is_told_to_refetch_after_the_connection_was_lost(self, hub, stream, database) -> None:
        subscription = hub.subscribe(stream.organization_id)
        before = subscription.cursor
        await cut_listeners(database)
        assert (await next_of(subscription)).event is None
        await stream.append()
        assert await take(subscription, 1) == [(stream.id, 1)]
        returning = hub.subscribe(stream.organization_id, before)
        assert (await next_of(returning)).event is None  # what came in the gap is in no memory


class TestFollow:
    async def test_begins_with_the_past_and_goes_on_with_the_present(self, hub, stream) -> None:
        await stream.append(3)
        async with aclosing(hub.follow(stream.organization_id, stream.id, 1)) as events:
            seqs = [(await anext(events)).seq for _ in range(2)]
            await stream.append()
            seqs.append((await asyncio.wait_for(anext(events), 10)).seq)
        assert seqs == [2, 3, 4]

    async def test_wakes_at_once_not_at_the_next_reread(self, hub, stream, monkeypatch) -> None:
        monkeypatch.setattr(hub_module, "REREAD_S", 3600)
        async with aclosing(hub.follow(stream.organization_id, stream.id, 0)) as events:
            waiting = asyncio.create_task(anext(events))
            await asyncio.sleep(0)
            await stream.append()
            assert (await asyncio.wait_for(waiting, 10)).seq == 1

    async def test_finds_out_by_itself_when_a_notification_was_lost(
        self, database, stream, cluster, monkeypatch
    ) -> None:
        monkeypatch.setattr(hub_module, "REREAD_S", 0.05)
        deaf = hub_module.Hub(database, hub_module.Listener(cluster.app_url))  # its listener never starts
        async with aclosing(deaf.follow(stream.organization_id, stream.id, 0)) as events:
            waiting = asyncio.create_task(anext(events))
            await stream.append()
            assert (await asyncio.wait_for(waiting, 10)).seq == 1

    async def test_leaves_nothing_behind(self, hub, stream) -> None:
        await stream.append()
        async with aclosing(hub.follow(stream.organization_id, stream.id, 0)) as events:
            await anext(events)
            assert hub._followers
        assert not hub._followers

    async def test_shows_nothing_of_another_organization(self, hub, stream, other_tenant, monkeypatch) -> None:
        monkeypatch.setattr(hub_module, "REREAD_S", 0.02)
        await stream.append()
        async with aclosing(hub.follow(other_tenant.organization_id, stream.id, 0)) as events:
            waiting = asyncio.create_task(anext(events))
            done, _ = await asyncio.wait({waiting}, timeout=0.3)
            assert not done
            waiting.cancel()
            await asyncio.gather(waiting, return_exceptions=True)
