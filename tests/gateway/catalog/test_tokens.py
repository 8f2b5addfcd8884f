from pilothouse.gateway.catalog.tokens import Tokens
from pilothouse.llm.messages import Usage


class TestTokens:
    def test_cuts_parts_that_are_larger_than_their_whole(self) -> None:
        tokens = Tokens.of(Usage(input_tokens=5, output_tokens=2, cached_input_tokens=9, reasoning_tokens=4))
        assert tokens == Tokens(input_tokens=5, cached_input_tokens=5, output_tokens=2, reasoning_tokens=2)

    def test_cuts_cache_writes_to_what_was_not_read_from_the_cache(self) -> None:
        usage = Usage(input_tokens=10, cached_input_tokens=4, cache_write_tokens=5, cache_write_1h_tokens=3)
        tokens = Tokens.of(usage)
        assert (tokens.cached_input_tokens, tokens.cache_write_tokens, tokens.cache_write_1h_tokens) == (4, 6, 3)
        assert tokens.fresh_input_tokens == 0

    def test_takes_nothing_for_less_than_nothing(self) -> None:
        assert Tokens.of(Usage(input_tokens=-5, output_tokens=-1, cached_input_tokens=-2)) == Tokens()

    def test_counts_paid_searches(self) -> None:
        assert Tokens.of(Usage(web_searches=2)).web_searches == 2
