"""Amazon's event stream: binary messages, each with headers and a payload, told apart by their lengths.

Source: https://docs.aws.amazon.com/lexv2/latest/dg/event-stream-encoding.html, and of the payloads
https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_InvokeModelWithResponseStream.html
"""

import base64
import binascii
import struct
import zlib
from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass, field

import msgspec
from multidict import CIMultiDict

from pilothouse.llm.errors import AnswerCutOff
from pilothouse.llm.providers.base import Answer

_PRELUDE = struct.Struct(">III")  # length of the whole, length of the headers, checksum of the two
_CHECKSUM = struct.Struct(">I")
_MAX_MESSAGE_BYTES = 24 * 1024 * 1024
_STRING = 7  # type of a header's value
# sizes of the other types' values; -1 is a length of two bytes, then so many
_SIZES = {0: 0, 1: 0, 2: 1, 3: 2, 4: 4, 5: 8, 6: -1, 7: -1, 8: 8, 9: 16}


@dataclass(frozen=True, slots=True)
class Message:
    """One message. Only headers that are texts are kept."""

    headers: Mapping[str, str]
    payload: bytes


@dataclass(slots=True)
class MessageParser:
    """Turns chunks, cut anywhere, into messages."""

    _buffer: bytearray = field(default_factory=bytearray)

    @property
    def is_between_messages(self) -> bool:
        """Whether nothing of a message waits for its rest."""
        return not self._buffer

    def feed(self, chunk: bytes) -> list[Message]:
        """Return the messages that a further chunk completes.

        Raises:
            AnswerCutOff: a checksum is wrong, or a length cannot be.
        """
        self._buffer += chunk
        messages: list[Message] = []
        while len(self._buffer) >= _PRELUDE.size:
            total, headers_size, checksum = _PRELUDE.unpack_from(self._buffer)
            if zlib.crc32(self._buffer[:8]) != checksum or not 16 <= total <= _MAX_MESSAGE_BYTES:
                raise _unreadable()
            if len(self._buffer) < total:
                break
            messages.append(_message(bytes(self._buffer[:total]), headers_size))
            del self._buffer[:total]
        return messages


def _message(data: bytes, headers_size: int) -> Message:
    payload_at = _PRELUDE.size + headers_size
    if zlib.crc32(data[:-4]) != _CHECKSUM.unpack(data[-4:])[0] or payload_at > len(data) - 4:
        raise _unreadable()
    return Message(_headers(data[_PRELUDE.size : payload_at]), data[payload_at:-4])


def _headers(data: bytes) -> dict[str, str]:
    headers: dict[str, str] = {}
    position = 0
    try:
        while position < len(data):
            name_at = position + 1
            kind_at = name_at + data[position]
            kind, value_at = data[kind_at], kind_at + 1
            size = _SIZES[kind]
            if size < 0:
                size, value_at = int.from_bytes(data[value_at : value_at + 2]), value_at + 2
            if kind == _STRING:
                headers[data[name_at:kind_at].decode()] = data[value_at : value_at + size].decode()
            position = value_at + size
    except (IndexError, KeyError, UnicodeDecodeError) as error:
        raise _unreadable() from error
    return headers


class _Chunk(msgspec.Struct):
    bytes: str


class _Typed(msgspec.Struct):
    type: str | None = None


class _Exception(msgspec.Struct):
    message: str | None = None


def server_sent(message: Message) -> bytes:
    """Write a message of Bedrock as the server-sent event that Anthropic itself would have sent; b"" for others."""
    kind = message.headers.get(":message-type")
    if kind == "event":
        return _event(message.payload) if message.headers.get(":event-type") == "chunk" else b""
    name = message.headers.get(":exception-type") or message.headers.get(":error-code") or "internalServerException"
    try:
        words = msgspec.json.decode(message.payload, type=_Exception).message
    except (msgspec.DecodeError, UnicodeDecodeError):
        words = message.headers.get(":error-message")
    error = {"type": _ERROR_TYPES.get(name, "api_error"), "message": words or name}
    return b"event: error\ndata: " + msgspec.json.encode({"type": "error", "error": error}) + b"\n\n"


_ERROR_TYPES = {
    "throttlingException": "rate_limit_error",
    "validationException": "invalid_request_error",
    "accessDeniedException": "permission_error",
    "resourceNotFoundException": "not_found_error",
    "modelTimeoutException": "timeout_error",
    "serviceUnavailableException": "overloaded_error",
    "modelStreamErrorException": "api_error",
}


def _event(payload: bytes) -> bytes:
    try:
        data = base64.b64decode(msgspec.json.decode(payload, type=_Chunk).bytes, validate=True)
        name = msgspec.json.decode(data, type=_Typed).type
    except (msgspec.DecodeError, binascii.Error, UnicodeDecodeError) as error:
        raise _unreadable() from error
    return b"event: " + (name or "message").encode() + b"\ndata: " + data.replace(b"\n", b" ") + b"\n\n"


def _unreadable() -> AnswerCutOff:
    return AnswerCutOff("Bedrock's event stream cannot be read.")


class ServerSentAnswer:
    """An answer in Amazon's event stream, read as server-sent events."""

    is_stream = True

    def __init__(self, answer: Answer) -> None:
        self.status = answer.status
        self.headers: Mapping[str, str] = CIMultiDict({**answer.headers, "content-type": "text/event-stream"})
        self._answer = answer
        self._parser = MessageParser()

    async def read(self, limit_bytes: int) -> bytes:
        """Return the body as `Answer.read` says."""
        body = b""
        try:
            async for chunk in self.chunks():
                body += chunk
                if len(body) > limit_bytes:
                    raise AnswerCutOff(f"Bedrock answered with more than {limit_bytes:,} bytes.")
        finally:
            self.close()
        return body

    async def next_chunk(self) -> bytes:
        """Return further events as `Answer.next_chunk` says."""
        while chunk := await self._answer.next_chunk():
            try:
                events = b"".join(server_sent(message) for message in self._parser.feed(chunk))
            except AnswerCutOff:
                self.close()
                raise
            if events:
                return events
        if not self._parser.is_between_messages:
            raise AnswerCutOff("Bedrock broke off in the middle of its answer.")
        return b""

    async def chunks(self) -> AsyncGenerator[bytes]:
        """Yield every chunk as `Answer.chunks` says."""
        while chunk := await self.next_chunk():
            yield chunk

    def close(self) -> None:
        """Let go as `Answer.close` says."""
        self._answer.close()
