from uuid import uuid4

import httpx2
import pytest
from sqlalchemy import text

from pilothouse.db.engine import Database
from tests.access.conftest import Member
from tests.chat.turns.conftest import messages_of, parse, say
from tests.house import House, code_of, data_of

CARS = b"name,origin,mpg\ncivic,Japan,33\ncorolla,Japan,31\nchevelle,USA,18\ntorino,USA,17\n"


async def upload(client: httpx2.AsyncClient, name: str = "cars.csv", content: bytes = CARS) -> str:
    return data_of(await client.post("/files", files={"file": (name, content)}))["id"]


class TestTurn:
    async def test_streams_from_start_to_complete(self, api: httpx2.AsyncClient) -> None:
        stream = await say(api, "hello")
        assert stream.headers["content-type"].startswith("text/event-stream")
        assert stream.names[0] == "start"
        assert stream.names[-1] == "complete"
        assert stream.text.startswith("Hello!")
        seqs = [int(identifier.removeprefix(f"{stream.turn_id}:")) for identifier in stream.ids]
        assert seqs == sorted(set(seqs))

    async def test_complete_tells_usage_cost_timing_and_tools(self, api: httpx2.AsyncClient) -> None:
        (complete,) = (await say(api, "open the costs")).named("complete")
        assert complete["state"] == "completed"
        assert complete["usage"]["input_tokens"] > 0
        assert complete["cost_usd"] == "0.000000"
        assert complete["timing"]["first_token_ms"] >= 0
        assert complete["tools_used"] == ["navigate"]

    async def test_keeps_question_and_answer(self, api: httpx2.AsyncClient) -> None:
        stream = await say(api, "what is 12 % of 340?")
        question, answer = await messages_of(api, stream.conversation_id)
        assert (question["role"], question["text"], question["state"]) == ("user", "what is 12 % of 340?", "complete")
        assert (answer["text"], answer["state"], answer["parent_id"]) == (stream.text, "complete", question["id"])
        assert answer["turn_id"] == stream.turn_id
        conversation = data_of(await api.get(f"/chat/conversations/{stream.conversation_id}"))
        assert conversation["title"] == "What is 12 % of 340?"
        assert (conversation["message_count"], conversation["active_turn_id"]) == (2, None)

    async def test_goes_on_in_the_same_conversation(self, api: httpx2.AsyncClient) -> None:
        first = await say(api, "hello")
        await say(api, "1 + 1", conversation_id=first.conversation_id)
        texts = [each["text"] for each in await messages_of(api, first.conversation_id)]
        assert texts[::2] == ["hello", "1 + 1"]
        assert texts[3] == "1 + 1 = **2**"

    async def test_navigation_rides_on_the_tool(self, api: httpx2.AsyncClient) -> None:
        stream = await say(api, "open the budgets")
        (result,) = stream.named("tool_result")
        assert (result["name"], result["ok"], result["navigate"]) == ("navigate", True, "/budgets")
        (part,) = [
            each for each in (await messages_of(api, stream.conversation_id))[1]["parts"] if each["type"] == "tool"
        ]
        assert (part["name"], part["state"], part["navigate"]) == ("navigate", "ok", "/budgets")

    async def test_answers_about_an_attached_table_with_figures_and_artifacts(self, api: httpx2.AsyncClient) -> None:
        stream = await say(api, "What is the average mpg by origin?", files=[await upload(api)])
        assert "32" in stream.text
        assert "17.5" in stream.text
        assert any(result["artifacts"] for result in stream.named("tool_result"))
        again = await say(api, "And which car has the highest mpg?", conversation_id=stream.conversation_id)
        assert "civic" in again.text
        question = (await messages_of(api, stream.conversation_id))[0]
        assert [file["name"] for file in question["files"]] == ["cars.csv"]

    async def test_remembers_across_conversations(self, api: httpx2.AsyncClient) -> None:
        await say(api, "remember that reports go out in French.")
        facts = data_of(await api.get("/chat/memory/facts"))
        assert [(fact["text"], fact["source"]) for fact in facts] == [("Reports go out in French.", "agent")]
        await say(api, "forget that reports go out in French")
        assert data_of(await api.get("/chat/memory/facts")) == []

    async def test_recalls_earlier_conversations(self, api: httpx2.AsyncClient) -> None:
        await say(api, "The bill of the printing company is too high.")
        stream = await say(api, "What did we say about the printer invoice?")
        assert "printing company" in stream.text


class TestBadMessages:
    @pytest.mark.parametrize("message", ["", "  \n\t "])
    async def test_an_empty_one_is_refused(self, api: httpx2.AsyncClient, message: str) -> None:
        assert code_of(await api.post("/chat/stream", json={"message": message})) == (400, "message_empty")

    @pytest.mark.parametrize("message", ["x" * 8_193, "🎉" * 2_049])
    async def test_more_than_8_kb_is_refused(self, api: httpx2.AsyncClient, message: str) -> None:
        assert code_of(await api.post("/chat/stream", json={"message": message})) == (400, "message_too_long")
        assert data_of(await api.get("/chat/conversations")) == []

    async def test_8_kb_are_taken(self, api: httpx2.AsyncClient) -> None:
        assert (await say(api, "y" * 8_192)).names[-1] == "complete"

    async def test_only_emoji_is_a_message(self, api: httpx2.AsyncClient) -> None:
        assert "in words" in (await say(api, "🎉🎉")).text

    async def test_hostile_markup_stays_text(self, api: httpx2.AsyncClient) -> None:
        hostile = "<script>alert(1)</script> [x](javascript:alert(1)) ' ; drop table message; --"
        stream = await say(api, hostile)
        assert (await messages_of(api, stream.conversation_id))[0]["text"] == hostile

    @pytest.mark.parametrize(
        "body",
        [
            {},
            {"message": "a", "regenerate": str(uuid4())},
            {"message": "a", "edit_of": str(uuid4()), "parent_id": str(uuid4())},
            {"message": "a", "when_busy": "never"},
            {"message": "a", "context": {"page": "javascript:alert(1)"}},
            {"message": "a", "unknown": 1},
        ],
    )
    async def test_a_broken_body_is_422(self, api: httpx2.AsyncClient, body: dict[str, object]) -> None:
        assert code_of(await api.post("/chat/stream", json=body)) == (422, "invalid_input")

    @pytest.mark.parametrize("field", ["conversation_id", "parent_id", "edit_of"])
    async def test_what_is_not_there_is_404(self, api: httpx2.AsyncClient, field: str) -> None:
        answer = await api.post("/chat/stream", json={"message": "a", field: str(uuid4())})
        assert code_of(answer) == (404, "not_found")

    async def test_a_missing_file_or_agent_is_404(self, api: httpx2.AsyncClient) -> None:
        assert code_of(await api.post("/chat/stream", json={"message": "a", "files": [str(uuid4())]}))[0] == 404
        assert code_of(await api.post("/chat/stream", json={"message": "a", "agent": "nobody"}))[0] == 404

    async def test_a_character_that_cannot_be_stored_is_refused(self, api: httpx2.AsyncClient) -> None:
        assert code_of(await api.post("/chat/stream", json={"message": "a\0b"}))[0] == 422


class TestPrivacy:
    async def test_a_stranger_finds_nothing(self, api: httpx2.AsyncClient, strangers_api: httpx2.AsyncClient) -> None:
        stream = await say(api, "hello")
        conversation = f"/chat/conversations/{stream.conversation_id}"
        answer_id = (await messages_of(api, stream.conversation_id))[1]["id"]
        for path in (
            conversation, f"{conversation}/messages", f"{conversation}/export", f"/chat/turns/{stream.turn_id}",
            f"/chat/stream/{stream.turn_id}",
        ):  # fmt: skip
            assert code_of(await strangers_api.get(path))[0] == 404
        for order in ("stop", "continue"):
            assert code_of(await strangers_api.post(f"/chat/turns/{stream.turn_id}/{order}"))[0] == 404
        for body in ({"message": "a", "parent_id": answer_id}, {"regenerate": answer_id}):
            assert code_of(await strangers_api.post("/chat/stream", json=body))[0] == 404

    async def test_a_key_without_the_scope_may_not_talk(self, house: House, member: Member) -> None:
        client = await house.client(member, "missions:read")
        assert code_of(await client.post("/chat/stream", json={"message": "a"})) == (403, "permission_denied")


class TestResuming:
    async def test_goes_on_behind_the_last_event(self, api: httpx2.AsyncClient) -> None:
        whole = await say(api, "what can you do?")
        for place, identifier in enumerate(whole.ids[:-1]):
            rest = parse(await api.get(f"/chat/stream/{whole.turn_id}", headers={"Last-Event-ID": identifier}))
            assert rest.events == whole.events[place + 1 :]

    async def test_is_over_when_nothing_is_left(self, api: httpx2.AsyncClient) -> None:
        whole = await say(api, "hello")
        answer = await api.get(f"/chat/stream/{whole.turn_id}", headers={"Last-Event-ID": whole.ids[-1]})
        assert answer.status_code == 204

    async def test_takes_any_last_event_id(self, api: httpx2.AsyncClient) -> None:
        whole = await say(api, "hello")
        for identifier in ("nonsense", ":", "1:²", f"{whole.turn_id}:99999999999999999999"):
            answer = await api.get(f"/chat/stream/{whole.turn_id}", headers={"Last-Event-ID": identifier.encode()})
            assert answer.status_code in {200, 204}


class TestIdempotency:
    async def test_the_same_key_is_one_turn(self, api: httpx2.AsyncClient) -> None:
        headers = {"Idempotency-Key": "once"}
        first = await say(api, "hello", headers=headers)
        second = await say(api, "hello", headers=headers)
        assert (second.turn_id, second.events) == (first.turn_id, first.events)
        assert len(data_of(await api.get("/chat/conversations"))) == 1

    async def test_for_another_message_it_is_a_conflict(self, api: httpx2.AsyncClient) -> None:
        headers = {"Idempotency-Key": "once"}
        await say(api, "hello", headers=headers)
        answer = await api.post("/chat/stream", json={"message": "bye"}, headers=headers)
        assert code_of(answer) == (409, "idempotency_conflict")


class TestBranches:
    async def test_an_edited_question_begins_a_branch(self, api: httpx2.AsyncClient) -> None:
        first = await say(api, "1 + 1")
        await say(api, "2 + 2", conversation_id=first.conversation_id)
        before = await messages_of(api, first.conversation_id)
        await say(api, "1 + 2", edit_of=before[0]["id"])
        after = await messages_of(api, first.conversation_id)
        assert [each["text"] for each in after] == ["1 + 2", "1 + 2 = **3**"]
        assert after[0]["siblings"] == [before[0]["id"], after[0]["id"]]
        changed = await api.patch(f"/chat/conversations/{first.conversation_id}", json={"head_id": before[1]["id"]})
        assert data_of(changed)["head_id"] == before[3]["id"]

    async def test_another_answer_stands_beside_the_first(self, api: httpx2.AsyncClient) -> None:
        first = await say(api, "hello")
        question, answer = await messages_of(api, first.conversation_id)
        again = await say(api, None, regenerate=answer["id"])
        messages = await messages_of(api, first.conversation_id)
        assert [each["id"] for each in messages[:1]] == [question["id"]]
        assert messages[1]["siblings"] == [answer["id"], messages[1]["id"]]
        assert again.text == first.text

    async def test_roles_are_checked(self, api: httpx2.AsyncClient) -> None:
        first = await say(api, "hello")
        question, answer = await messages_of(api, first.conversation_id)
        for body in (
            {"message": "a", "edit_of": answer["id"]},
            {"message": "a", "parent_id": question["id"]},
            {"regenerate": question["id"]},
        ):
            assert code_of(await api.post("/chat/stream", json=body)) == (422, "wrong_place")


class TestLimits:
    async def test_counts_down_and_refuses_with_a_countdown(self, tiered: House, member: Member) -> None:
        client = await tiered.client(member)
        left = [(await say(client, "hi")).headers["RateLimit-Remaining"] for _ in range(3)]
        assert left == ["2", "1", "0"]
        answer = await client.post("/chat/stream", json={"message": "hi"})
        assert code_of(answer) == (429, "chat_limit_reached")
        assert 3_500 < int(answer.headers["Retry-After"]) <= 3_600
        assert answer.headers["X-RateLimit-Remaining"] == "0"
        limits = data_of(await client.get("/chat/limits"))
        assert (limits["messages_per_hour"], limits["remaining"]) == (3, 0)

    async def test_nothing_is_limited_by_default(self, api: httpx2.AsyncClient) -> None:
        assert "RateLimit-Limit" not in (await say(api, "hi")).headers
        limits = data_of(await api.get("/chat/limits"))
        assert limits == {"max_message_bytes": 8_192, "messages_per_hour": None, "remaining": None, "resets_at": None}


class TestOldRoute:
    async def test_answers_whole_and_says_that_it_goes_away(self, api: httpx2.AsyncClient) -> None:
        answer = await api.post("/chat", json={"message": "1 + 1"})
        data = data_of(answer)
        assert data["message"]["text"] == "1 + 1 = **2**"
        assert data["turn"]["state"] == "completed"
        assert answer.headers["Deprecation"].startswith("@")
        assert answer.headers["Sunset"].endswith("GMT")


class TestUsage:
    async def test_sums_what_one_used(self, api: httpx2.AsyncClient) -> None:
        first = await say(api, "hello")
        await say(api, "1 + 1", conversation_id=first.conversation_id)
        await say(api, "hello", agent="analyst")
        usage = data_of(await api.get("/chat/usage"))
        assert (usage["turns"], usage["conversations"]) == (3, 2)
        assert usage["input_tokens"] > 0
        assert {each["name"]: each["turns"] for each in usage["by_agent"]} == {"buddy": 2, "analyst": 1}
        assert [each["turns"] for each in usage["by_day"]] in ([3], [1, 2], [2, 1])


class TestErasing:
    async def test_a_purged_conversation_leaves_no_word_behind(
        self, api: httpx2.AsyncClient, owner_database: Database
    ) -> None:
        stream = await say(api, "my secret plan")
        conversation = f"/chat/conversations/{stream.conversation_id}"
        data_of(await api.delete(conversation))
        async with owner_database.transaction() as session:
            await session.execute(
                text("update conversation set deleted_at = now() - interval '31 days' where id = :id"),
                {"id": stream.conversation_id},
            )
        assert data_of(await api.get("/chat/conversations?state=deleted")) == []
        async with owner_database.transaction() as session:
            for table, column in (("message", "turn_id"), ("agent_run", "id"), ("event", "stream"), ("turn", "id")):
                left = await session.scalar(
                    text(f"select count(*) from {table} where {column} = :id"), {"id": stream.turn_id}
                )
                assert (table, left) == (table, 0)


class TestExport:
    async def test_markdown_reads_like_the_thread(self, api: httpx2.AsyncClient) -> None:
        stream = await say(api, "open the costs")
        answer = await api.get(f"/chat/conversations/{stream.conversation_id}/export")
        assert answer.headers["Content-Disposition"] == "attachment; filename*=utf-8''Open%20the%20costs.md"
        assert answer.text.startswith("# Open the costs\n")
        assert "- `navigate`: Opened Costs." in answer.text

    async def test_json_holds_every_branch(self, api: httpx2.AsyncClient) -> None:
        stream = await say(api, "hello")
        answer = (await messages_of(api, stream.conversation_id))[1]
        await say(api, None, regenerate=answer["id"])
        exported = (await api.get(f"/chat/conversations/{stream.conversation_id}/export?format=json")).json()
        assert len(exported["messages"]) == 3
