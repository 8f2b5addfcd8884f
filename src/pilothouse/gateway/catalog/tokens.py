"""What one call used, as it is priced."""

import msgspec

from pilothouse.llm.messages import Usage


class Tokens(msgspec.Struct, frozen=True):
    """What one call used. Each kind is part of a whole, and counted in it.

    Attributes:
        input_tokens: the whole input.
        cached_input_tokens: part of the input, read from the provider's cache.
        cache_write_tokens: part of the input, written to the cache, for however long.
        output_tokens: the whole answer.
        reasoning_tokens: part of the output.
        cache_write_1h_tokens: part of the cache writes, those that are kept for an hour.
        input_audio_tokens: part of the input.
        cached_audio_tokens: part of both the cached input and the input's audio.
        output_audio_tokens: part of the output, apart from its reasoning.
        web_searches: paid searches that the provider made on the web, a count.
        storage_searches: paid searches in files kept with the provider, a count.
    """

    input_tokens: int = 0
    cached_input_tokens: int = 0
    cache_write_tokens: int = 0
    output_tokens: int = 0
    reasoning_tokens: int = 0
    cache_write_1h_tokens: int = 0
    input_audio_tokens: int = 0
    cached_audio_tokens: int = 0
    output_audio_tokens: int = 0
    web_searches: int = 0
    storage_searches: int = 0

    @classmethod
    def of(cls, usage: Usage) -> "Tokens":
        """Take a provider's usage; parts larger than their whole are cut to it."""
        whole_input, whole_output = max(0, usage.input_tokens), max(0, usage.output_tokens)
        cached = _within(usage.cached_input_tokens, whole_input)
        written = _within(usage.cache_write_tokens + usage.cache_write_1h_tokens, whole_input - cached)
        return cls(
            input_tokens=whole_input,
            cached_input_tokens=cached,
            cache_write_tokens=written,
            output_tokens=whole_output,
            reasoning_tokens=_within(usage.reasoning_tokens, whole_output),
            cache_write_1h_tokens=_within(usage.cache_write_1h_tokens, written),
            web_searches=max(0, usage.web_searches),
        )

    @property
    def fresh_input_tokens(self) -> int:
        """Input that is text and was neither read from the cache nor written to it."""
        special = self.cached_input_tokens + self.cache_write_tokens + self.input_audio_tokens
        return max(0, self.input_tokens - special + self.cached_audio_tokens)

    @property
    def plain_output_tokens(self) -> int:
        """The answer's text."""
        return max(0, self.output_tokens - self.reasoning_tokens - self.output_audio_tokens)


def _within(part: int, whole: int) -> int:
    return max(0, min(part, whole))
