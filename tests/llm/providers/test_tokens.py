import asyncio
from collections.abc import Callable

import pytest

from pilothouse.llm.errors import ProviderRefusedKey
from pilothouse.llm.providers._tokens import Token, TokenSource


def issuing(lasts_s: float) -> tuple[Callable[[], Token], list[Token]]:
    issued: list[Token] = []

    def fetch() -> Token:
        issued.append(Token(f"token-{len(issued) + 1}", lasts_s))
        return issued[-1]

    return fetch, issued


async def test_a_token_is_fetched_once_for_calls_that_come_together() -> None:
    fetch, issued = issuing(3600)
    source = TokenSource("acme", fetch)
    assert set(await asyncio.gather(*(source.get() for _ in range(20)))) == {"token-1"}
    assert len(issued) == 1


async def test_a_token_that_is_nearly_over_is_replaced() -> None:
    fetch, _ = issuing(60)
    source = TokenSource("acme", fetch)
    assert [await source.get(), await source.get()] == ["token-1", "token-2"]


async def test_a_failure_is_told_and_not_kept() -> None:
    answers = iter([OSError("no\nnetwork"), Token("token", 3600)])

    def fetch() -> Token:
        answer = next(answers)
        if isinstance(answer, Exception):
            raise answer
        return answer

    source = TokenSource("acme", fetch)
    with pytest.raises(ProviderRefusedKey, match="Signing in to acme failed: no network"):
        await source.get()
    assert await source.get() == "token"
