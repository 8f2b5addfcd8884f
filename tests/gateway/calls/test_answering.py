import asyncio
from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilothouse.access.security.screening.passage import Passage
from pilothouse.access.security.screening.screening import Screening
from pilothouse.access.security.screening.telling import Circumstances
from pilothouse.access.security.screening.verdict import BlockedByPolicy
from pilothouse.core.errors import InvalidInput
from pilothouse.core.ids import OrganizationId, UserId, new_id
from pilothouse.core.principal import Principal
from pilothouse.gateway.calls.answering import AnswerScreen
from pilothouse.gateway.calls.texts import places_of_text
from tests.access.security.policies_of import off, screener_with

WHO = Principal(OrganizationId(new_id()), UserId(new_id()))
KEY = "AKIA" + "Q3EGRVZ7LKWJ2MNB"  # not a secret
OTHER = "AKIA" + "Z7LKWJ2MNBQ3EGRV"  # not a secret
FILLING = "The quarterly figures of the northern region are as follows, with remarks. "
PIECES = st.lists(
    st.sampled_from([FILLING, "[SECRET_AWS_1]", "[SECRET_", "AWS_2]", "[", f"the key is {OTHER} "]), max_size=8
)


def screening_of(*rules: object, redacted: bool = True) -> Screening:
    """Return the screening of a call in whose prompt a key was hidden."""

    async def begin() -> Screening:
        screening = await screener_with(*rules).begin(Circumstances(WHO))
        await screening.read([Passage(f"my key {KEY}." if redacted else "Hi", "prompt")])
        return screening

    return asyncio.run(begin())


def cut(text: str, places: Sequence[int]) -> list[str]:
    bounds = [0, *sorted(place % (len(text) + 1) for place in places), len(text)]
    return [text[start:end] for start, end in pairwise(bounds)]


class TestAnswerText:
    @given(PIECES.map("".join), st.lists(st.integers(0, 2000), max_size=12))
    def test_puts_values_back_however_the_text_is_cut(self, text: str, places: list[int]) -> None:
        one = AnswerScreen(screening_of(("secrets", "answer", "off"), ("links", "answer", "off"))).text()
        out = "".join(one.feed(piece) for piece in cut(text, places)) + one.finish()
        assert out == text.replace("[SECRET_AWS_1]", KEY)

    @given(PIECES.map("".join), st.lists(st.integers(0, 2000), max_size=12))
    def test_hides_what_a_policy_hides_however_the_text_is_cut(self, text: str, places: list[int]) -> None:
        one = AnswerScreen(screening_of(("secrets", "answer", "redact"))).text()
        out = "".join(one.feed(piece) for piece in cut(text, places)) + one.finish()
        assert OTHER not in out
        assert out == text.replace(OTHER, "[redacted]").replace("[SECRET_AWS_1]", KEY)

    @given(st.integers(0, 12), st.lists(st.integers(0, 2000), max_size=12))
    def test_lets_nothing_of_what_is_blocked_out(self, before: int, places: list[int]) -> None:
        one = AnswerScreen(screening_of(("secrets", "answer", "block"), redacted=False)).text()
        out: list[str] = []
        with pytest.raises(BlockedByPolicy):
            out.extend(map(one.feed, cut(FILLING * before + f"the key is {OTHER} now", places)))
            out.append(one.finish())
        assert OTHER[:8] not in "".join(out)


class TestAnswerScreen:
    def test_of_a_policy_that_looks_for_nothing_is_idle(self) -> None:
        assert AnswerScreen(None).is_idle
        assert AnswerScreen(asyncio.run(off().begin(Circumstances(WHO)))).is_idle

    def test_that_only_watches_holds_nothing_back(self) -> None:
        screen = AnswerScreen(screening_of(redacted=False))
        assert (screen.watches, screen.changes) == (True, False)
        assert screen.text().feed("at once") == "at once"

    def test_gives_secrets_to_the_callers_tools_and_not_to_ours(self) -> None:
        screening = screening_of()
        assert AnswerScreen(screening).arguments().feed('"[SECRET_AWS_1]"') == f'"{KEY}"'
        ours = AnswerScreen(screening, gives_secrets_to_tools=False)
        assert ours.arguments().feed('"[SECRET_AWS_1]"') == '"[SECRET_AWS_1]"'
        assert ours.restored("[SECRET_AWS_1]", in_call=True) == "[SECRET_AWS_1]"


class TestPlacesOfText:
    def test_finds_words_wherever_they_stand_and_no_ids_or_bytes(self) -> None:
        value = {
            "role": "user",
            "content": [{"type": "text", "text": "one"}, {"image_url": {"url": "data:x", "alt": "two"}}],
            "source": {"type": "base64", "data": "AAAA"},
            "document": {"type": "text", "data": "three"},
            "input": {"type": {"deep": ["four", ""]}},
            "call": {"type": "tool_use", "name": "f", "input": {"url": "five", "deep": [{"name": "six"}]}},
            "signature": "x",
        }  # fmt: skip
        assert [text for _, _, text in places_of_text(value)] == ["one", "two", "three", "four", "five", "six"]

    def test_refuses_what_nobody_means(self) -> None:
        value: object = "x"
        for _ in range(300):
            value = [value]
        with pytest.raises(InvalidInput, match="levels deep"):
            list(places_of_text(value))
