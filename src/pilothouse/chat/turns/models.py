"""Which model answers when nobody names one: the installation's choice, else Claude Sonnet of a connected Anthropic."""

from pilothouse.core.principal import Principal
from pilothouse.core.remembered import Remembered
from pilothouse.gateway.calls.service import Gateway

AUTO = "auto"
# Newest first. Good at tools and long conversations; the gateway's own default is the cheapest of each vendor.
SONNETS = ("claude-sonnet-5-5", "claude-sonnet-5", "claude-sonnet-4-6", "claude-sonnet-4-5")
_FRESH_S = 30.0


class ModelChoice:
    """Chooses the model of a turn."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway
        self._known: Remembered[Principal, str] = Remembered(_FRESH_S)

    async def default(self, who: Principal) -> str:
        """Return the model that answers where neither the person nor the agent names one.

        It may look into the database, so ask outside a transaction.
        """
        return await self._known.get(who, self._default)

    async def _default(self, who: Principal) -> str:
        if "default_model" in self._gateway.settings.model_fields_set:
            return AUTO
        for name in SONNETS:
            served = await self._gateway.router.find(who, name)
            if served is not None and served.provider == "anthropic":
                return name
        return AUTO
