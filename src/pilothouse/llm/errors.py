"""How a provider fails, sorted by what helps: waiting, another provider, or a person."""

from pilothouse.core.errors import InvalidInput, UpstreamFailed


class ProviderRefusedRequest(InvalidInput):
    """The provider does not accept the request as it is; its own words are in the message."""


class ProviderRefusedKey(UpstreamFailed):
    """The provider does not accept our key, or the key may not use this model."""

    retryable = False


class ProviderQuotaSpent(UpstreamFailed):
    """The account at the provider has no credit left. Waiting does not help."""

    retryable = False


class AnswerCutOff(UpstreamFailed):
    """The provider's stream ended before the answer did, or stopped being readable."""
