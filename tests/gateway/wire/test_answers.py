"""Answers that are only watched pass byte for byte, and what they say is read all the same."""

import json

import pytest

from pilothouse.access.security.screening.telling import Circumstances
from pilothouse.core.ids import OrganizationId, UserId, new_id
from pilothouse.core.principal import Principal
from pilothouse.gateway.calls.answering import AnswerScreen
from pilothouse.gateway.wire.answers import AnswerStream, screened_answer
from tests.access.security.policies_of import Noted, screener_with

WHO = Principal(OrganizationId(new_id()), UserId(new_id()))
SECRET = "AKIA" + "Q3EGRVZ7LKWJ2MNB"  # not a secret


async def watching(noted: Noted) -> AnswerScreen:
    return AnswerScreen(await screener_with(noted=noted).begin(Circumstances(WHO)))


@pytest.mark.parametrize("name", ["content", "text", "refusal", "reasoning_content"])
@pytest.mark.parametrize("words", [SECRET, f'say "{SECRET}" \\ twice', f"schön {SECRET} \n ☃"])
async def test_a_key_in_a_whole_answer_is_told(name: str, words: str) -> None:
    noted = Noted()
    body = json.dumps({"choices": [{"message": {"role": "assistant", name: words}}]}).encode()
    assert screened_answer(await watching(noted), body) is body
    assert [(note.where, note.family) for note in noted.notes] == [("answer", "secrets")]


async def test_a_name_within_words_begins_no_field() -> None:
    noted = Noted()
    body = json.dumps({"content": 'the field "text": "' + SECRET + '"', "id": "1"}).encode()
    screened_answer(await watching(noted), body)
    assert len(noted.notes) == 1


async def test_what_no_client_can_read_passes_and_is_read_as_it_stands() -> None:
    noted = Noted()
    block = b'data: {"choices":[{"delta":{"content":"\\x ' + SECRET.encode() + b'"}}]}\n\n'
    stream = AnswerStream(await watching(noted), "chat")
    assert stream.feed(block) == block
    stream.finish()
    assert len(noted.notes) == 1
