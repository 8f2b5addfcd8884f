"""Brave Search.

Source: api-dashboard.search.brave.com, "Web Search API": GET /res/v1/web/search with X-Subscription-Token.
"""

from pilothouse.agents.context import ToolContext
from pilothouse.toolbox.searching._answers import optional, plain, results_of
from pilothouse.toolbox.searching.backends import SearchHit, api_key_of, operators_client, search_backend
from pilothouse.toolbox.settings import ToolboxSettings

_BASE = "https://api.search.brave.com"
_MAX_COUNT = 20  # of one request


@search_backend("brave")
class BraveSearch:
    """Asks Brave's index with the key in the secret search/brave."""

    async def search(self, context: ToolContext, query: str, limit: int) -> list[SearchHit]:
        """Return web results; see `SearchBackend`."""
        base = context.setting(ToolboxSettings).search_url.rstrip("/") or _BASE
        key = await api_key_of(context, "brave")
        client = operators_client()
        try:
            response = await client.get(
                f"{base}/res/v1/web/search",
                params={"q": query[:400], "count": min(limit, _MAX_COUNT), "text_decorations": "false"},
                headers={"Accept": "application/json", "X-Subscription-Token": key},
            )
        finally:
            await client.aclose()
        return [
            SearchHit(
                plain(each.get("title"), 200), plain(each.get("url"), 2_000), plain(each.get("description")),
                optional(each.get("page_age") or each.get("age")),
            )
            for each in results_of(response, "Brave Search", "web", "results")[:limit]
        ]  # fmt: skip
