from pilothouse.llm.usage import estimate_tokens


def test_tokens_are_rounded_up() -> None:
    assert [estimate_tokens(n) for n in (0, 1, 4, 5)] == [0, 1, 1, 2]
