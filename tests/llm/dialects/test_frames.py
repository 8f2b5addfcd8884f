from pilothouse.llm.dialects.frames import DONE, data_frame, named_frame
from pilothouse.llm.sse import ServerSentEvent, SseParser


def test_frames_are_read_as_they_were_written() -> None:
    body = data_frame({"a": "é\n"}) + named_frame("ping", {"b": 1}) + DONE
    assert b"\r" not in body
    assert SseParser().feed(body) == [
        ServerSentEvent("message", '{"a":"é\\n"}'),
        ServerSentEvent("ping", '{"b":1}'),
        ServerSentEvent("message", "[DONE]"),
    ]
