"""A provider that speaks the wires of both vendors, follows a script, and keeps its own bill."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web


@dataclass
class Reply:
    """One answer, and what goes wrong with it.

    Attributes:
        usage: input, cached input and output tokens that are told and billed; None to tell nothing.
        breaks_after: pieces after which the connection is cut; `stalls_after` after which nothing more comes.
        raw: bytes sent instead of an answer's body or events.
    """

    words: tuple[str, ...] = ("Hello", ", ", "world")
    usage: tuple[int, int, int] | None = (1000, 400, 500)
    status: int = 200
    error: dict[str, Any] | None = None
    error_after: int | None = None
    headers: dict[str, str] = field(default_factory=dict)
    breaks_after: int | None = None
    stalls_after: int | None = None
    pause_s: float = 0.0
    raw: bytes | None = None
    tool: tuple[str, str] | None = None
    """Name and JSON arguments of a tool that is called instead of answering."""


@dataclass
class Seen:
    """A request as it arrived."""

    path: str
    body: bytes
    headers: dict[str, str]

    @property
    def json(self) -> dict[str, Any]:
        return json.loads(self.body)


class Provider:
    """Answers with the scripted replies in turn; the last one repeats."""

    def __init__(self) -> None:
        self.replies: list[Reply] = [Reply()]
        self.seen: list[Seen] = []
        self.bill: dict[str, tuple[int, int, int]] = {}
        self.left = 0
        self.url = ""
        self._numbers = iter(range(1, 1_000_000))

    def script(self, *replies: Reply) -> None:
        self.replies = list(replies)

    def reply_to(self, _seen: Seen) -> Reply:
        """Choose what to answer to a request."""
        return self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]

    def book(self, _seen: Seen, answer_id: str, reply: Reply) -> None:
        """Put an answer on the bill, before its first byte goes out."""
        if reply.usage is not None:
            self.bill[answer_id] = reply.usage

    @asynccontextmanager
    async def running(self) -> AsyncIterator["Provider"]:
        app = web.Application(client_max_size=64_000_000)
        for path in ("chat/completions", "responses", "embeddings", "messages", "messages/count_tokens"):
            app.router.add_post(f"/v1/{path}", self._answer)
        app.router.add_route("*", "/v1/responses/{tail:.+}", self._stored)
        runner = web.AppRunner(app, handler_cancellation=True)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        try:
            yield self
        finally:
            await runner.cleanup()

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        headers = {name.lower(): value for name, value in request.headers.items()}
        seen = Seen(request.path, await request.read(), headers)
        self.seen.append(seen)
        reply = self.reply_to(seen)
        if request.path.endswith("count_tokens"):
            return web.json_response({"input_tokens": 42})
        await asyncio.sleep(reply.pause_s)
        if reply.status != 200 or (reply.error is not None and reply.error_after is None):
            body = (
                reply.raw if reply.raw is not None else json.dumps(reply.error or {"error": {"message": "no"}}).encode()
            )
            return web.Response(
                body=body, status=reply.status, headers={"content-type": "application/json", **reply.headers}
            )
        writer = _WRITERS[request.path](
            f"{request.path.rpartition('/')[2][:4]}_{next(self._numbers)}", seen.json, reply
        )
        self.book(seen, writer.id, reply)
        if seen.json.get("stream"):
            return await self._stream(request, reply, writer)
        if reply.breaks_after is not None:
            assert request.transport
            request.transport.abort()
        body = reply.raw if reply.raw is not None else json.dumps(writer.whole()).encode()
        return web.Response(body=body, headers={"content-type": "application/json", **reply.headers})

    async def _stored(self, request: web.Request) -> web.Response:
        """Tell what was asked about a response that is kept."""
        self.seen.append(Seen(request.path_qs, await request.read(), {}))
        answer_id = request.match_info["tail"].partition("/")[0]
        if request.path.endswith("/input_items"):
            return web.json_response({"object": "list", "data": [], "has_more": False})
        if request.method == "DELETE":
            return web.json_response({"id": answer_id, "object": "response", "deleted": True})
        return web.json_response(_Responses(answer_id, {"model": "gpt-4o"}, Reply()).whole())

    async def _stream(self, request: web.Request, reply: Reply, writer: "_Writer") -> web.StreamResponse:
        response = web.StreamResponse(headers={"content-type": "text/event-stream", **reply.headers})
        events = [reply.raw] if reply.raw is not None else writer.events()
        try:
            await response.prepare(request)
            for number, event in enumerate(events):
                if number == reply.stalls_after:
                    await asyncio.sleep(120)
                if number == reply.breaks_after:
                    assert request.transport
                    request.transport.abort()
                    return response
                if number == reply.error_after:
                    await response.write(writer.error(reply.error or {}))
                    return response
                await response.write(event)
                await asyncio.sleep(0.001 if reply.pause_s == 0 else reply.pause_s)
        except ConnectionError:
            self.left += 1
        except asyncio.CancelledError:
            self.left += 1
            raise
        return response


class _Writer:
    """One answer as a wire has it."""

    def __init__(self, answer_id: str, body: dict[str, Any], reply: Reply) -> None:
        self.id = answer_id
        self.body = body
        self.reply = reply

    @property
    def text(self) -> str:
        return "".join(self.reply.words)

    def whole(self) -> dict[str, Any]:
        raise NotImplementedError

    def events(self) -> list[bytes]:
        raise NotImplementedError

    def error(self, error: dict[str, Any]) -> bytes:
        return b"data: " + json.dumps(error).encode() + b"\n\n"


class _Chat(_Writer):
    def _usage(self) -> dict[str, Any]:
        if self.reply.usage is None:
            return {}
        read, cached, written = self.reply.usage
        details = {"cached_tokens": cached}
        counts = {"prompt_tokens": read, "completion_tokens": written, "total_tokens": read + written}
        return {"usage": {**counts, "prompt_tokens_details": details}}

    def _calls(self) -> list[dict[str, Any]]:
        assert self.reply.tool
        name, arguments = self.reply.tool
        return [{"index": 0, "id": "call_1", "type": "function", "function": {"name": name, "arguments": arguments}}]

    def whole(self) -> dict[str, Any]:
        message: dict[str, Any] = {"role": "assistant", "content": self.text, "refusal": None}
        if self.reply.tool:
            message |= {"content": None, "tool_calls": self._calls()}
        choice = {
            "index": 0,
            "message": message,
            "finish_reason": "tool_calls" if self.reply.tool else "stop",
            "logprobs": None,
        }
        head = {"id": self.id, "object": "chat.completion", "created": 1, "model": self.body["model"]}
        return {**head, "choices": [choice], **self._usage(), "unknown_field": {"kept": True}}

    def _chunk(self, delta: dict[str, Any], reason: str | None = None) -> bytes:
        choice = {"index": 0, "delta": delta, "finish_reason": reason, "logprobs": None}
        return self._event({"choices": [choice]})

    def _event(self, fields: dict[str, Any]) -> bytes:
        head = {"id": self.id, "object": "chat.completion.chunk", "created": 1, "model": self.body["model"]}
        return b"data: " + json.dumps({**head, **fields}).encode() + b"\n\n"

    def events(self) -> list[bytes]:
        content = [self._chunk({"content": word}) for word in self.reply.words]
        if self.reply.tool:
            content = [self._chunk({"tool_calls": self._calls()})]
        end = [self._chunk({}, "tool_calls" if self.reply.tool else "stop")]
        if self.body.get("stream_options", {}).get("include_usage") and self.reply.usage:
            end.append(self._event({"choices": [], **self._usage()}))
        return [self._chunk({"role": "assistant", "content": ""}), *content, *end, b"data: [DONE]\n\n"]


class _Embeddings(_Writer):
    def whole(self) -> dict[str, Any]:
        read = self.reply.usage[0] if self.reply.usage else 0
        usage = {"usage": {"prompt_tokens": read, "total_tokens": read}} if self.reply.usage else {}
        data = [{"object": "embedding", "index": 0, "embedding": [0.5, 0.25]}]
        return {"object": "list", "data": data, "model": self.body["model"], **usage}


class _Messages(_Writer):
    def _usage(self) -> dict[str, int]:
        read, cached, written = self.reply.usage or (0, 0, 0)
        return {"input_tokens": read - cached, "cache_read_input_tokens": cached, "output_tokens": written}

    def _message(self) -> dict[str, Any]:
        head = {"id": self.id, "type": "message", "role": "assistant", "model": self.body["model"]}
        return {**head, "content": [], "stop_reason": None, "stop_sequence": None}

    def whole(self) -> dict[str, Any]:
        content: list[dict[str, Any]] = [{"type": "text", "text": self.text}]
        if self.reply.tool:
            name, arguments = self.reply.tool
            content = [{"type": "tool_use", "id": "toolu_1", "name": name, "input": json.loads(arguments)}]
        reason = "tool_use" if self.reply.tool else "end_turn"
        return {**self._message(), "content": content, "stop_reason": reason, "usage": self._usage()}

    def _event(self, kind: str, **fields: Any) -> bytes:
        return f"event: {kind}\ndata: {json.dumps({'type': kind, **fields})}\n\n".encode()

    def error(self, error: dict[str, Any]) -> bytes:
        return self._event("error", **error)

    def events(self) -> list[bytes]:
        start = {**self._message(), "usage": {**self._usage(), "output_tokens": 1}}
        block: dict[str, Any] = {"type": "text", "text": ""}
        deltas: list[dict[str, Any]] = [{"type": "text_delta", "text": word} for word in self.reply.words]
        if self.reply.tool:
            name, arguments = self.reply.tool
            block = {"type": "tool_use", "id": "toolu_1", "name": name, "input": {}}
            deltas = [{"type": "input_json_delta", "partial_json": arguments}]
        reason = {"stop_reason": "tool_use" if self.reply.tool else "end_turn", "stop_sequence": None}
        usage = {"output_tokens": self.reply.usage[2]} if self.reply.usage else {"output_tokens": 0}
        return [
            self._event("message_start", message=start),
            self._event("content_block_start", index=0, content_block=block),
            *(self._event("content_block_delta", index=0, delta=delta) for delta in deltas),
            self._event("content_block_stop", index=0),
            self._event("message_delta", delta=reason, usage=usage),
            self._event("message_stop"),
        ]


class _Responses(_Writer):
    def _message(self) -> dict[str, Any]:
        part = {"type": "output_text", "text": self.text, "annotations": []}
        return {"id": "msg_1", "type": "message", "role": "assistant", "status": "completed", "content": [part]}

    def _call(self, status: str) -> dict[str, Any]:
        assert self.reply.tool
        name, arguments = self.reply.tool
        call = {"id": "fc_1", "type": "function_call", "call_id": "call_1", "name": name, "status": status}
        return {**call, "arguments": arguments if status == "completed" else ""}

    def _call_events(self) -> list[tuple[str, dict[str, Any]]]:
        assert self.reply.tool
        place = {"item_id": "fc_1", "output_index": 0}
        return [
            ("response.output_item.added", {"output_index": 0, "item": self._call("in_progress")}),
            ("response.function_call_arguments.delta", {**place, "delta": self.reply.tool[1]}),
            ("response.function_call_arguments.done", {**place, "arguments": self.reply.tool[1]}),
            ("response.output_item.done", {"output_index": 0, "item": self._call("completed")}),
        ]

    def _response(self, status: str) -> dict[str, Any]:
        read, cached, written = self.reply.usage or (0, 0, 0)
        usage = {
            "input_tokens": read,
            "input_tokens_details": {"cached_tokens": cached, "cache_write_tokens": 0},
            "output_tokens": written,
            "output_tokens_details": {"reasoning_tokens": 0},
            "total_tokens": read + written,
        }
        item = self._call("completed") if self.reply.tool else self._message()
        is_done = status == "completed"
        return {
            "id": self.id,
            "object": "response",
            "created_at": 1,
            "status": status,
            "model": self.body["model"],
            "output": [item] if is_done else [],
            "parallel_tool_calls": True,
            "tool_choice": "auto",
            "tools": [],
            "error": None,
            "incomplete_details": None,
            "instructions": None,
            "metadata": {},
            "temperature": 1.0,
            "top_p": 1.0,
            "usage": usage if is_done and self.reply.usage else None,
        }

    def whole(self) -> dict[str, Any]:
        return self._response("completed")

    def events(self) -> list[bytes]:
        place = {"item_id": "msg_1", "output_index": 0, "content_index": 0}
        item = {"id": "msg_1", "type": "message", "role": "assistant", "status": "in_progress", "content": []}
        part = {"type": "output_text", "text": "", "annotations": []}
        content: list[tuple[str, dict[str, Any]]] = [
            ("response.output_item.added", {"output_index": 0, "item": item}),
            ("response.content_part.added", {**place, "part": part}),
            *(("response.output_text.delta", {**place, "delta": word, "logprobs": []}) for word in self.reply.words),
            ("response.output_text.done", {**place, "text": self.text, "logprobs": []}),
            ("response.output_item.done", {"output_index": 0, "item": self._message()}),
        ]
        fields = [
            ("response.created", {"response": self._response("in_progress")}),
            *(self._call_events() if self.reply.tool else content),
            ("response.completed", {"response": self._response("completed")}),
        ]
        return [
            f"event: {kind}\ndata: {json.dumps({'type': kind, 'sequence_number': number, **each})}\n\n".encode()
            for number, (kind, each) in enumerate(fields)
        ]


_WRITERS: dict[str, type[_Writer]] = {
    "/v1/chat/completions": _Chat,
    "/v1/responses": _Responses,
    "/v1/embeddings": _Embeddings,
    "/v1/messages": _Messages,
}
