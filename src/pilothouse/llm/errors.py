"""How a provider fails, sorted by what helps: waiting, another provider, or a person."""

from collections.abc import Mapping

import msgspec

from pilothouse.core.errors import (
    InvalidInput,
    NotFound,
    PilothouseError,
    RateLimited,
    TimedOut,
    TooLarge,
    UpstreamFailed,
)


class RawAnswer(msgspec.Struct, frozen=True):
    """A provider's refusal as it came, for a caller who speaks the same wire.

    Attributes:
        headers: with names in lower case.
        body: its first 64 kB.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes


class ProviderError(PilothouseError):
    """What a provider answered instead of an answer.

    Attributes:
        status: of HTTP.
        raw: None where the refusal is about the operator's account, which is no caller's matter.
    """

    status: int | None = None
    raw: RawAnswer | None = None


class ProviderRefusedRequest(ProviderError, InvalidInput):
    """The provider does not accept the request as it is; its own words are in the message."""


class ProviderRefusedSize(ProviderError, TooLarge):
    """The request is larger than the provider takes."""

    code = "too_large"


class ProviderLacksModel(ProviderError, NotFound):
    """The provider does not have the model, or not under this name; another one may."""


class ProviderRefusedKey(ProviderError, UpstreamFailed):
    """The provider does not accept our key, or the key may not use this model."""

    retryable = False


class ProviderQuotaSpent(ProviderError, UpstreamFailed):
    """The account at the provider has no credit left. Waiting does not help."""

    retryable = False


class ProviderRedirects(ProviderError, UpstreamFailed):
    """The provider sends us elsewhere. A key is not carried to an address that nobody configured."""

    retryable = False


class ProviderIsNoApi(UpstreamFailed):
    """The address answers with a web page: a proxy's, a login's, or that of a server that is no model's."""

    retryable = False


class ProviderBusy(ProviderError, RateLimited):
    """The provider wants fewer requests; `retry_after_s` is its own wish."""

    code = "rate_limited"


class ProviderTimedOut(ProviderError, TimedOut):
    """The provider gave up waiting, for us or for one behind it."""

    code = "timed_out"


class ProviderFailed(ProviderError, UpstreamFailed):
    """The provider has a trouble of its own."""

    code = "upstream_failed"


class AnswerCutOff(UpstreamFailed):
    """The provider's stream ended before the answer did, or stopped being readable."""
