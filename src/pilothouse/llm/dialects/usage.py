"""Usage as each wire writes it. Here input is always the whole of it, with what was cached and written."""

import msgspec

from pilothouse.llm.messages import Usage


class _CacheWrites(msgspec.Struct):
    ttl_12h_tokens: int | None = None


class _InputDetails(msgspec.Struct):
    cached_tokens: int | None = None
    cache_write_tokens: int | None = None
    cache_write_tokens_details: _CacheWrites | None = None


class _OutputDetails(msgspec.Struct):
    reasoning_tokens: int | None = None


def _openai_usage(
    n_input: int | None, n_output: int | None, read: _InputDetails | None, written: _OutputDetails | None
) -> Usage:
    """Build usage as OpenAI counts it: details are parts of the two totals."""
    read = read or _InputDetails()
    cache_writes = read.cache_write_tokens or 0
    long_lived = min(cache_writes, (read.cache_write_tokens_details or _CacheWrites()).ttl_12h_tokens or 0)
    return Usage(
        input_tokens=n_input or 0,
        output_tokens=n_output or 0,
        cached_input_tokens=read.cached_tokens or 0,
        reasoning_tokens=(written or _OutputDetails()).reasoning_tokens or 0,
        cache_write_tokens=cache_writes - long_lived,
        cache_write_1h_tokens=long_lived,
    )


class ChatUsage(msgspec.Struct):
    """`usage` of chat completions and embeddings."""

    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    prompt_tokens_details: _InputDetails | None = None
    completion_tokens_details: _OutputDetails | None = None

    def as_usage(self) -> Usage:
        """Return it in the neutral form."""
        return _openai_usage(
            self.prompt_tokens, self.completion_tokens, self.prompt_tokens_details, self.completion_tokens_details
        )


class ResponsesUsage(msgspec.Struct):
    """`usage` of responses."""

    input_tokens: int | None = None
    output_tokens: int | None = None
    input_tokens_details: _InputDetails | None = None
    output_tokens_details: _OutputDetails | None = None

    def as_usage(self) -> Usage:
        """Return it in the neutral form."""
        return _openai_usage(
            self.input_tokens, self.output_tokens, self.input_tokens_details, self.output_tokens_details
        )


class _CacheCreation(msgspec.Struct):
    ephemeral_1h_input_tokens: int | None = None


class _ServerTools(msgspec.Struct):
    web_search_requests: int | None = None
    web_fetch_requests: int | None = None


class _ThinkingDetails(msgspec.Struct):
    thinking_tokens: int | None = None


class MessagesUsage(msgspec.Struct):
    """`usage` of messages: what was cached and written comes apart from the rest of the input."""

    input_tokens: int | None = None
    output_tokens: int | None = None
    cache_read_input_tokens: int | None = None
    cache_creation_input_tokens: int | None = None
    cache_creation: _CacheCreation | None = None
    server_tool_use: _ServerTools | None = None
    output_tokens_details: _ThinkingDetails | None = None

    def over(self, earlier: "MessagesUsage") -> "MessagesUsage":
        """Return this usage completed by what an earlier event told: counts are totals, the later one wins."""
        told = {name: value for name in self.__struct_fields__ if (value := getattr(self, name)) is not None}
        return msgspec.structs.replace(earlier, **told)

    def as_usage(self) -> Usage:
        """Return it in the neutral form."""
        cached, written = self.cache_read_input_tokens or 0, self.cache_creation_input_tokens or 0
        long_lived = (self.cache_creation and self.cache_creation.ephemeral_1h_input_tokens) or 0
        return Usage(
            input_tokens=(self.input_tokens or 0) + cached + written,
            output_tokens=self.output_tokens or 0,
            cached_input_tokens=cached,
            reasoning_tokens=(self.output_tokens_details and self.output_tokens_details.thinking_tokens) or 0,
            cache_write_tokens=written - min(written, long_lived),
            cache_write_1h_tokens=min(written, long_lived),
            web_searches=(self.server_tool_use and self.server_tool_use.web_search_requests) or 0,
            web_fetches=(self.server_tool_use and self.server_tool_use.web_fetch_requests) or 0,
        )
