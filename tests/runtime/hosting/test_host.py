import asyncio
import itertools
from contextlib import aclosing
from dataclasses import replace

import pytest

from pilothouse.core.errors import NotFound
from pilothouse.core.ids import new_id
from pilothouse.llm.messages import Message
from pilothouse.runtime.hosting.request import RunRequest
from pilothouse.runtime.runs.errors import ConversationBusy, RunIdempotencyConflict, WrongRunState
from tests.runtime.conftest import WORDS, asks, read, row_of, says, start, text_in, types_of, until_state


class TestARun:
    async def test_tells_its_text_piece_by_piece_and_ends_with_what_it_cost(self, host, member) -> None:
        run = await start(host, member)
        events = await read(host, run)
        assert types_of(events) == ["start", "text", "complete"]
        assert [event.seq for event in events] == sorted({event.seq for event in events})
        last = events[-1].data
        assert text_in(events) == last["text"] == "".join(WORDS)
        assert last["usage"] == {"input_tokens": 100, "output_tokens": 20}
        assert last["cost_usd"] == "0.000450"
        assert last["timing"]["first_token_ms"] <= last["timing"]["duration_ms"]

    async def test_leaves_a_row_that_says_the_same(self, host, member) -> None:
        run = await start(host, member)
        events = await read(host, run)
        row = await row_of(host, run)
        assert (row.state, row.answer, row.cost_microusd) == ("completed", "".join(WORDS), 450)
        assert (row.model_calls, row.tool_calls, row.last_seq) == (1, 0, events[-1].seq)
        assert row.process_id is None

    async def test_can_be_read_again_from_any_place_when_it_is_over(self, host, member) -> None:
        run = await start(host, member)
        events = await read(host, run)
        for event in events:
            assert await read(host, run, event.seq) == [each for each in events if each.seq > event.seq]

    async def test_shows_tool_calls_with_what_they_cited_and_stored(self, host, member, provider) -> None:
        provider.script(asks("look_up", '{"name": "Ada"}'), says("Found."))
        events = await read(host, await start(host, member))
        assert types_of(events) == ["start", "tool_start", "tool_result", "text", "complete"]
        result = events[2].data
        assert result["ok"]
        assert result["output"] == "Ada is here"
        assert result["citations"] == [{"title": "The book", "source": "book.pdf, page 3", "quote": "quoted"}]
        assert [each["name"] for each in result["artifacts"]] == ["note.md"]
        assert events[-1].data["tools_used"] == ["look_up"]

    async def test_fails_with_the_models_error_and_keeps_what_was_said(self, host, member, provider) -> None:
        provider.script(says("Half ", "of it", breaks_after=2))
        run = await start(host, member)
        events = await read(host, run)
        assert events[-1].type == "run.error"
        assert events[-1].data["can_continue"]
        row = await row_of(host, run)
        assert row.state == "failed"
        assert row.answer == text_in(events)

    async def test_works_on_when_nobody_reads(self, host, member) -> None:
        run = await start(host, member)
        assert (await until_state(host, run, "completed")).answer == "".join(WORDS)

    async def test_needs_an_agent_that_is_there(self, host, member) -> None:
        with pytest.raises(NotFound):
            await start(host, member, agent="nobody")


class TestReaders:
    async def test_on_another_replica_read_the_same(self, host, replica, member, provider) -> None:
        provider.script(says(pause_s=0.01))
        run = await start(host, member)
        here, there = await asyncio.gather(read(host, run), read(replica.platform.run_host, run))
        assert [(event.seq, event.type, event.data) for event in here] == [
            (event.seq, event.type, event.data) for event in there
        ]

    async def test_who_leaves_at_any_place_and_returns_elsewhere_misses_nothing(
        self, host, replica, member, provider
    ) -> None:
        provider.script(says(pause_s=0.005))
        run = await start(host, member)
        places = [host, replica.platform.run_host]
        seen, after = [], 0
        for turn in range(1000):
            async with aclosing(places[turn % 2].follow(run.organization_id, run.id, after)) as events:
                event = await anext(events, None)
            if event is None:
                break
            seen.append(event)
            after = event.seq
        assert text_in(seen) == "".join(WORDS)
        assert seen[-1].type == "run.complete"

    async def test_a_run_without_any_is_stopped(self, host, member, provider) -> None:
        provider.script(says(pause_s=0.2))
        host.hosting.settings.reader_grace_s = 0.3
        host.hosting.settings.sweep_s = 0.05
        run = await start(host, member)
        row = await until_state(host, run, "stopped")
        assert "".join(WORDS).startswith(row.answer or "")

    async def test_a_detached_run_needs_none(self, host, member, provider) -> None:
        provider.script(says("a ", "b ", "c ", pause_s=0.3))
        host.hosting.settings.reader_grace_s = 0.1
        host.hosting.settings.sweep_s = 0.05
        run = await start(host, member, is_detached=True)
        assert (await until_state(host, run, "completed")).answer == "a b c "

    async def test_one_on_another_replica_keeps_it_at_work(self, host, replica, member, provider) -> None:
        provider.script(says("a ", "b ", "c ", pause_s=0.4))
        host.hosting.settings.reader_grace_s = 0.6
        host.hosting.settings.sweep_s = 0.05
        there = replica.platform.run_host
        there.hosting.settings.reader_grace_s = 0.6
        assert text_in(await read(there, await start(host, member))) == "a b c "


class TestStop:
    async def test_ends_a_run_and_keeps_what_it_said(self, host, member, provider) -> None:
        provider.script(says(pause_s=0.05))
        run = await start(host, member)
        events = []
        async with aclosing(host.follow(run.organization_id, run.id)) as stream:
            async for event in stream:
                events.append(event)
                if event.type == "run.text":
                    await host.stop(member.principal, run.id)
        assert events[-1].data["state"] == "stopped"
        row = await row_of(host, run)
        assert row.answer == text_in(events)
        assert 0 < len(row.answer) < len("".join(WORDS))
        assert row.cost_microusd > 0
        assert provider.left == 1

    async def test_works_from_another_replica(self, host, replica, member, provider) -> None:
        provider.script(says(pause_s=0.2))
        run = await start(host, member)
        await replica.platform.run_host.stop(member.principal, run.id)
        assert (await until_state(host, run, "stopped")).finished_at is not None

    async def test_changes_nothing_when_it_is_over(self, host, member) -> None:
        run = await start(host, member)
        await read(host, run)
        await host.stop(member.principal, run.id)
        assert (await row_of(host, run)).state == "completed"

    async def test_is_nobody_elses_business(self, host, member, stranger, provider) -> None:
        provider.script(says(pause_s=0.05))
        run = await start(host, member)
        with pytest.raises(NotFound):
            await host.stop(stranger.principal, run.id)
        await host.stop(member.principal, run.id)


class TestContinue:
    async def test_goes_on_behind_finished_calls_and_the_words_that_were_shown(self, host, member, provider) -> None:
        provider.script(asks("look_up", '{"name": "Ada"}'), says("One ", "two ", "three ", pause_s=0.1))
        run = await start(host, member)
        async with aclosing(host.follow(run.organization_id, run.id)) as stream:
            async for event in stream:
                if event.type == "run.text":
                    break
        await host.stop(member.principal, run.id)
        stopped = await until_state(host, run, "stopped")
        provider.script(says("and the rest."))
        asked_before = len(provider.seen)
        async with host.hosting.database.transaction(run.organization_id) as session:
            again = await host.resume(session, member.principal, run.id)
        host.launch(again)
        events = await read(host, run, stopped.last_seq)
        assert types_of(events) == ["start", "text", "complete"]
        row = await row_of(host, run)
        whole = text_in(await read(host, run))
        assert whole == row.answer == f"{stopped.answer}and the rest."
        assert len(provider.seen) == asked_before + 1
        sent = provider.seen[-1].json["messages"]
        assert sent[-2] == {"role": "assistant", "content": stopped.answer}

    async def test_a_completed_run_cannot(self, host, member) -> None:
        run = await start(host, member)
        await read(host, run)
        with pytest.raises(WrongRunState):
            async with host.hosting.database.transaction(run.organization_id) as session:
                await host.resume(session, member.principal, run.id)


class TestAConversation:
    async def test_has_one_run_at_work(self, host, member, provider) -> None:
        provider.script(says(pause_s=0.05))
        conversation = new_id()
        run = await start(host, member, conversation_id=conversation)
        with pytest.raises(ConversationBusy):
            await start(host, member, conversation_id=conversation)
        await host.stop(member.principal, run.id)

    async def test_lets_others_queue_in_their_order(self, host, member, provider) -> None:
        provider.script(says("first", pause_s=0.1), says("second"), says("third"))
        conversation = new_id()
        runs = [
            await start(host, member, conversation_id=conversation, when_busy="queue", is_detached=True)
            for _ in range(3)
        ]
        assert [run.state for run in runs] == ["running", "queued", "queued"]
        rows = [await until_state(host, run, "completed") for run in runs]
        assert [row.answer for row in rows] == ["first", "second", "third"]
        assert rows[0].finished_at < rows[1].started_at
        assert rows[1].finished_at < rows[2].started_at

    async def test_of_two_at_once_one_begins(self, host, replica, member) -> None:
        conversation = new_id()
        hosts = [host, replica.platform.run_host] * 4
        runs = await asyncio.gather(
            *(start(each, member, conversation_id=conversation, when_busy="queue", is_detached=True) for each in hosts)
        )
        rows = sorted([await until_state(host, run, "completed") for run in runs], key=lambda row: row.started_at)
        assert all(one.finished_at <= other.started_at for one, other in itertools.pairwise(rows))

    async def test_a_queued_run_can_be_stopped_before_it_begins(self, host, member, provider) -> None:
        provider.script(says("first", pause_s=0.2))
        conversation = new_id()
        first = await start(host, member, conversation_id=conversation, is_detached=True)
        second = await start(host, member, conversation_id=conversation, when_busy="queue", is_detached=True)
        await host.stop(member.principal, second.id)
        assert (await row_of(host, second)).state == "stopped"
        assert (await until_state(host, first, "completed")).answer == "first"
        assert len(provider.seen) == 1


class TestIdempotency:
    async def test_the_same_key_is_the_same_run(self, host, member) -> None:
        first = await start(host, member, idempotency_key="k")
        again = await start(host, member, idempotency_key="k")
        assert again.id == first.id

    async def test_another_request_under_the_key_is_refused(self, host, member) -> None:
        await start(host, member, idempotency_key="k")
        with pytest.raises(RunIdempotencyConflict):
            await start(host, member, idempotency_key="k", messages=(Message("user", "Other"),))

    async def test_many_at_once_start_one(self, host, replica, member, provider) -> None:
        hosts = [host, replica.platform.run_host] * 5
        runs = await asyncio.gather(*(start(each, member, idempotency_key="k") for each in hosts))
        assert len({run.id for run in runs}) == 1
        await read(host, runs[0])
        assert len(provider.seen) == 1


class TestShutdown:
    async def test_a_run_at_work_is_kept_as_interrupted(self, host, replica, member, provider) -> None:
        provider.script(says(pause_s=0.05))
        there = replica.platform.run_host
        run = await start(there, member)
        async with aclosing(host.follow(run.organization_id, run.id)) as stream:
            async for event in stream:
                if event.type == "run.text":
                    break
        for hosted in there.hosted():
            hosted.cancel("shutdown")
        row = await until_state(host, run, "interrupted")
        assert row.error["code"] == "interrupted"
        assert row.answer == text_in(await read(host, run))


def test_a_request_digest_depends_on_what_is_asked() -> None:
    request = RunRequest("helper", (Message("user", "a"),), "invoke")
    assert request.digest() == replace(request, idempotency_key="other").digest()
    assert request.digest() != replace(request, messages=(Message("user", "b"),)).digest()
