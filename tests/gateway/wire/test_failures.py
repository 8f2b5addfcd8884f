"""Whatever goes wrong, the caller gets its own client's error and the ledger the right bill."""

import json
from typing import Any

import anthropic
import httpx2
import openai
import pytest

from pilothouse.core.ids import ProcessId
from pilothouse.core.principal import Principal
from pilothouse.db.engine import Database
from tests.gateway.books import Books
from tests.gateway.wire.conftest import CLAUDE, OPENAI_MODEL, Served, serve, settled_rows
from tests.gateway.wire.provider import Provider, Reply

HI: list[Any] = [{"role": "user", "content": "Hi"}]
BOTH = pytest.mark.parametrize("model", [OPENAI_MODEL, CLAUDE])
CHAT = "/v1/chat/completions"


class TestBadRequests:
    @pytest.mark.parametrize(
        ("body", "words"),
        [
            (b"", "JSON"),
            (b"{", "JSON"),
            (b"[]", "object"),
            (b'"hello"', "object"),
            (b'{"model": 5}', "model"),
            (b'{"model": "gpt-4o", "stream": "yes"}', "stream"),
            (b'{"model": "gpt-4o", "messages": [], "max_tokens": -1}', "max_tokens"),
            (b'{"model": "gpt-4o", "messages": [], "max_tokens": "many"}', "max_tokens"),
            (b'{"model": "gpt-4o", "messages": [], "n": 100000}', "n is"),
            (b"\xff\xfe", "JSON"),
            (b'{"model": "gpt-4o", "x": ' + b"[" * 5000 + b"]" * 5000 + b"}", "nested"),
        ],
    )
    async def test_are_refused_in_the_callers_shape(self, served: Served, body: bytes, words: str) -> None:
        async with served.http() as client:
            answer = await client.post(CHAT, content=body)
        assert answer.status_code == 400
        assert answer.json()["error"]["type"] == "invalid_request_error"
        assert words in answer.json()["error"]["message"]
        assert served.provider.seen == []

    @pytest.mark.parametrize("path", [CHAT, "/v1/responses", "/v1/embeddings", "/v1/messages", "/v1/models"])
    async def test_need_a_key(self, served: Served, path: str) -> None:
        async with httpx2.AsyncClient(base_url=served.url) as client:
            method = "GET" if path == "/v1/models" else "POST"
            for headers in ({}, {"x-api-key": "wrong"}, {"authorization": "Basic abc"}):
                answer = await client.request(method, path, headers=headers)
                assert answer.status_code == 401
                assert "message" in answer.json()["error"]

    async def test_unknown_models_are_not_found(self, served: Served) -> None:
        async with served.openai() as openai_client, served.anthropic() as anthropic_client:
            with pytest.raises((openai.NotFoundError, openai.BadRequestError), match="no-such-model"):
                await openai_client.chat.completions.create(model="no-such-model", messages=HI)
            with pytest.raises((anthropic.NotFoundError, anthropic.BadRequestError), match="no-such-model"):
                await anthropic_client.messages.create(model="no-such-model", messages=HI, max_tokens=5)

    async def test_a_body_beyond_the_limit(
        self, database: Database, process_id: ProcessId, principal: Principal, provider: Provider
    ) -> None:
        served = serve(database, process_id, principal, provider, max_body_bytes=1000)
        async with served as gateway, gateway.http() as client:
            answer = await client.post(CHAT, content=b"x" * 2000)
            assert (answer.status_code, answer.json()["error"]["code"]) == (413, "request_too_large")

    async def test_five_megabytes_of_prompt_pass(self, served: Served) -> None:
        text = "The same sentence, again and again. " * 150_000
        async with served.openai() as client:
            await client.chat.completions.create(model="gpt-4.1", messages=[{"role": "user", "content": text}])
        assert len(served.provider.seen[0].body) > 5_000_000

    async def test_other_paths_are_not_ours(self, served: Served) -> None:
        async with served.http() as client:
            assert (await client.get("/v1/elsewhere")).text == "elsewhere"
            assert (await client.get(CHAT)).text == "elsewhere"


class TestPassing:
    async def test_every_byte_but_the_bound_reaches_the_provider(self, served: Served) -> None:
        body = b'{ "model":"gpt-4o",\n "messages":[{"role":"user","content":"H\\u0069"}], "future_field": 1.50 }'
        async with served.http() as client:
            answer = await client.post(CHAT, content=body)
        sent = served.provider.seen[0]
        assert sent.body.startswith(body.removesuffix(b" }"))
        assert set(sent.json) - set(json.loads(body)) == {"max_tokens"}
        assert sent.headers["authorization"] == "Bearer sk-upstream"
        assert answer.json()["unknown_field"] == {"kept": True}

    async def test_a_complete_request_is_sent_as_it_came(self, served: Served) -> None:
        body = b'{ "model":"gpt-4o",  "max_tokens" : 5, "messages":[{"role":"user","content":"Hi"}]}'
        async with served.http() as client:
            await client.post(CHAT, content=body)
        assert served.provider.seen[0].body == body

    async def test_a_refusal_comes_back_as_the_provider_wrote_it(self, served: Served, books: Books) -> None:
        told = b'{"error": {"message": "Unsupported value", "type": "invalid_request_error", "code": "x", "more": 1}}'
        served.provider.script(Reply(status=400, raw=told))
        async with served.http() as client:
            answer = await client.post(CHAT, json={"model": OPENAI_MODEL, "messages": HI})
        assert (answer.status_code, answer.content) == (400, told)
        (row,) = await settled_rows(books)
        assert (row["outcome"], row["cost_microusd"]) == ("failed", 0)

    async def test_a_refusal_in_a_foreign_shape_is_written_anew(self, served: Served) -> None:
        told = b'{"type": "error", "error": {"type": "invalid_request_error", "message": "Bad thing"}}'
        served.provider.script(Reply(status=400, raw=told))
        async with served.openai() as client:
            with pytest.raises(openai.BadRequestError, match="Bad thing") as caught:
                await client.chat.completions.create(model=CLAUDE, messages=HI)
        assert caught.value.type == "invalid_request_error"


class TestWhatCannotBeTranslated:
    @pytest.mark.parametrize("field", [{"n": 2}, {"logit_bias": {"50256": -100}}, {"messages": [{"role": "nobody"}]}])
    async def test_is_refused_and_holds_no_money(self, served: Served, books: Books, field: dict[str, Any]) -> None:
        await books.budget("1")
        async with served.openai() as client:
            with pytest.raises(openai.BadRequestError):
                await client.chat.completions.create(**{"model": CLAUDE, "messages": HI, **field})
        await settled_rows(books, 0)
        assert served.provider.seen == []
        assert (await books.window()).held == 0


class TestTroubleAtTheProvider:
    async def test_is_tried_again_before_any_content(self, served: Served, books: Books) -> None:
        served.provider.script(Reply(status=500), Reply(status=429, headers={"retry-after": "0"}), Reply())
        async with served.openai() as client:
            answer = await client.chat.completions.create(model=OPENAI_MODEL, messages=HI)
        assert answer.choices[0].message.content == "Hello, world"
        rows = await settled_rows(books, 3)
        assert [row["outcome"] for row in rows] == ["failed", "failed", "completed"]
        assert [row["cost_microusd"] for row in rows][:2] == [0, 0]

    async def test_a_limit_in_the_first_event_is_tried_again_too(self, served: Served) -> None:
        limit = {"error": {"message": "slow", "type": "rate_limit_error"}}
        served.provider.script(Reply(error=limit, error_after=1), Reply())
        async with served.openai() as client:
            stream = await client.chat.completions.create(model=OPENAI_MODEL, messages=HI, stream=True)
            text = "".join([chunk.choices[0].delta.content or "" async for chunk in stream])
        assert text == "Hello, world"
        assert len(served.provider.seen) == 2

    @BOTH
    @pytest.mark.parametrize("trouble", [Reply(breaks_after=4), Reply(stalls_after=4)], ids=["cut", "stalled"])
    async def test_in_the_middle_of_a_stream_ends_it_with_an_error(
        self,
        database: Database,
        process_id: ProcessId,
        principal: Principal,
        provider: Provider,
        books: Books,
        trouble: Reply,
        model: str,
    ) -> None:
        provider.script(trouble)
        async with (
            serve(database, process_id, principal, provider, deadline_s=0.8) as served,
            served.openai() as client,
        ):
            stream = await client.chat.completions.create(model=model, messages=HI, stream=True)
            with pytest.raises(openai.APIError):
                _ = [chunk async for chunk in stream]
            (row,) = await settled_rows(books)
            assert (row["outcome"], row["is_estimated"]) == ("failed", True)

    async def test_told_in_the_middle_of_a_stream_is_told_once(self, served: Served, books: Books) -> None:
        told = {"error": {"message": "The server is overloaded", "type": "server_error"}}
        served.provider.script(Reply(error=told, error_after=3))
        async with served.http() as client:
            answer = await client.post(CHAT, json={"model": OPENAI_MODEL, "messages": HI, "stream": True})
        assert answer.text.count('"error"') == 1
        (row,) = await settled_rows(books)
        assert row["outcome"] == "failed"

    async def test_anthropic_clients_get_an_error_event(self, served: Served) -> None:
        served.provider.script(Reply(breaks_after=4))
        async with served.anthropic() as client:
            with pytest.raises(anthropic.APIError):
                async with client.messages.stream(model=CLAUDE, max_tokens=5, messages=HI) as stream:
                    _ = [event async for event in stream]

    @pytest.mark.parametrize("raw", [b"<html>oops</html>", b"", b'{"choices": [', b"\xff\xff", b"[]"])
    async def test_garbage_is_an_error_not_an_answer(self, served: Served, books: Books, raw: bytes) -> None:
        served.provider.script(Reply(raw=raw))
        async with served.openai() as client:
            with pytest.raises(openai.APIStatusError) as caught:
                await client.chat.completions.create(model=OPENAI_MODEL, messages=HI)
        assert caught.value.status_code == 502
        assert all(row["outcome"] == "failed" for row in await settled_rows(books))

    @pytest.mark.parametrize("raw", [b"<html>oops</html>\n\n", b"", b"data: {\n\n", b'data: {"choices": [{"del'])
    async def test_a_stream_of_garbage_is_an_error(self, served: Served, books: Books, raw: bytes) -> None:
        served.provider.script(Reply(raw=raw))
        async with served.openai() as client:
            with pytest.raises(openai.APIError):
                stream = await client.chat.completions.create(model=OPENAI_MODEL, messages=HI, stream=True)
                _ = [chunk async for chunk in stream]
        assert all(row["outcome"] == "failed" for row in await settled_rows(books))

    async def test_our_key_being_refused_is_not_the_callers_fault(self, served: Served) -> None:
        served.provider.script(Reply(status=401, error={"error": {"message": "Incorrect API key sk-upstr***"}}))
        async with served.openai() as client:
            with pytest.raises(openai.InternalServerError) as caught:
                await client.chat.completions.create(model=OPENAI_MODEL, messages=HI)
        assert caught.value.status_code == 502

    @pytest.mark.parametrize("usage", [None, (0, 0, 0)])
    @BOTH
    async def test_an_answer_nobody_counted_is_billed_by_estimate(
        self, served: Served, books: Books, usage: Any, model: str
    ) -> None:
        served.provider.script(Reply(usage=usage))
        async with served.openai() as client:
            await client.chat.completions.create(model=model, messages=HI)
        (row,) = await settled_rows(books)
        assert row["is_estimated"] is True
        assert int(str(row["cost_microusd"])) > 0


class TestServersWithoutResponses:
    async def test_are_asked_in_chat_completions_from_then_on(self, served: Served) -> None:
        served.provider.script(Reply(status=404, raw=b"404 page not found"), Reply())
        async with served.openai() as client:
            for _ in range(2):
                answer = await client.responses.create(model=OPENAI_MODEL, input="Hi")
                assert answer.output_text == "Hello, world"
        paths = [seen.path for seen in served.provider.seen]
        assert paths == ["/v1/responses", "/v1/chat/completions", "/v1/chat/completions"]


class TestCallersWhoLeave:
    async def test_learn_nothing_but_the_ledger_does(self, served: Served, books: Books) -> None:
        served.provider.script(Reply(words=("word ",) * 40, pause_s=0.01))
        async with served.http() as client:
            body = {"model": OPENAI_MODEL, "messages": HI, "stream": True}
            async with client.stream("POST", CHAT, json=body) as answer:
                await anext(answer.aiter_bytes())
        (row,) = await settled_rows(books)
        assert (row["outcome"], row["output_tokens"], row["is_estimated"]) == ("completed", 500, False)

    async def test_are_waited_for_only_so_long(
        self, database: Database, process_id: ProcessId, principal: Principal, provider: Provider, books: Books
    ) -> None:
        provider.script(Reply(words=("word ",) * 500, pause_s=0.02))
        async with serve(database, process_id, principal, provider, drain_s=0.1) as served, served.http() as client:
            body = {"model": OPENAI_MODEL, "messages": HI, "stream": True}
            async with client.stream("POST", CHAT, json=body) as answer:
                await anext(answer.aiter_bytes())
            (row,) = await settled_rows(books)
        assert (row["outcome"], row["is_estimated"]) == ("cancelled", True)
        assert provider.left == 1


class TestMoney:
    async def test_the_head_tells_the_cost_and_the_ledger_agrees(self, served: Served, books: Books) -> None:
        await books.budget("1")
        async with served.openai() as client:
            raw = await client.chat.completions.with_raw_response.create(model=OPENAI_MODEL, messages=HI)
        (row,) = await settled_rows(books)
        # 600 fresh tokens at $2.50, 400 cached at $1.25 and 500 answered at $10 per million
        assert row["cost_microusd"] == 7000
        assert raw.headers["x-pilothouse-cost-usd"] == "0.007000"
        assert (await books.window()).spent == 7000

    async def test_a_spent_budget_is_a_quota_error_that_clients_do_not_repeat(
        self, served: Served, books: Books
    ) -> None:
        await books.budget("0.000001")
        async with served.openai() as client:
            with pytest.raises(openai.RateLimitError) as caught:
                await client.with_options(max_retries=3).chat.completions.create(model=OPENAI_MODEL, messages=HI)
        assert (caught.value.code, caught.value.type) == ("insufficient_quota", "insufficient_quota")
        assert caught.value.response.headers["x-should-retry"] == "false"
        assert served.provider.seen == []
        async with served.anthropic() as client:
            with pytest.raises(anthropic.RateLimitError):
                await client.with_options(max_retries=3).messages.create(model=CLAUDE, messages=HI, max_tokens=5)

    async def test_can_be_answered_with_402(
        self, database: Database, process_id: ProcessId, principal: Principal, provider: Provider, books: Books
    ) -> None:
        await books.budget("0.000001")
        async with serve(database, process_id, principal, provider, budget_status=402) as served, served.http() as http:
            assert (await http.post(CHAT, json={"model": OPENAI_MODEL, "messages": HI})).status_code == 402

    async def test_what_a_call_counts_towards_comes_in_headers(self, served: Served, books: Books) -> None:
        headers = {
            "x-pilothouse-agent": "writer",
            "x-pilothouse-tags": "red, blue,red",
            "x-pilothouse-conversation": "01a1fd00-06e6-72ff-bc48-a56db8b87081",
        }
        async with served.http() as client:
            await client.post(CHAT, json={"model": OPENAI_MODEL, "messages": HI}, headers=headers)
            (row,) = await settled_rows(books)
            assert (row["agent"], row["tags"]) == ("writer", ["red", "blue"])
            bad = await client.post(CHAT, json={"model": "gpt-4o"}, headers={"x-pilothouse-mission": "no"})
        assert bad.status_code == 400
