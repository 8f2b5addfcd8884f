import msgspec
import pytest

from pilothouse.core.errors import InvalidInput
from pilothouse.llm.dialects.decoding import decode_answer, decode_request
from pilothouse.llm.errors import AnswerCutOff


class _Inner(msgspec.Struct):
    content: str


class _Shape(msgspec.Struct):
    messages: list[_Inner]
    limit: int = 0


decoder = msgspec.json.Decoder(_Shape)
GARBAGE = [b"", b"{", b"\xff", b'"\xff"', b'{"messages": [{"content": "\\ud800"}]}', b"null", b"[]", b"[" * 100_000]


class TestDecodeRequest:
    @pytest.mark.parametrize(
        ("body", "field", "words"),
        [
            (b'{"messages": [{"content": "a"}, {"content": 3}]}', "messages[1].content", "Expected str, got int"),
            (b'{"messages": [], "limit": "5"}', "limit", "Expected int, got str"),
            (b'{"messages": [{}]}', "messages[0]", "missing required field content"),
        ],
    )
    def test_names_the_field(self, body: bytes, field: str, words: str) -> None:
        with pytest.raises(InvalidInput) as raised:
            decode_request(decoder, body)
        assert raised.value.details == {"param": field}
        assert raised.value.message.startswith(f"{field}: ")
        assert words in raised.value.message

    @pytest.mark.parametrize("body", GARBAGE)
    def test_refuses_garbage(self, body: bytes) -> None:
        with pytest.raises(InvalidInput):
            decode_request(decoder, body)


@pytest.mark.parametrize("body", GARBAGE)
def test_an_answer_of_garbage_is_cut_off(body: bytes) -> None:
    with pytest.raises(AnswerCutOff):
        decode_answer(decoder, body)
