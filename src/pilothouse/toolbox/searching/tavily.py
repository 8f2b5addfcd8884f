"""Tavily.

Source: docs.tavily.com, "Search": POST /search with a bearer key.
"""

from pilothouse.agents.context import ToolContext
from pilothouse.toolbox.searching._answers import optional, plain, results_of
from pilothouse.toolbox.searching.backends import SearchHit, api_key_of, operators_client, search_backend
from pilothouse.toolbox.settings import ToolboxSettings

_BASE = "https://api.tavily.com"
_MAX_RESULTS = 20


@search_backend("tavily")
class TavilySearch:
    """Asks Tavily with the key in the secret search/tavily."""

    async def search(self, context: ToolContext, query: str, limit: int) -> list[SearchHit]:
        """Return web results; see `SearchBackend`."""
        base = context.setting(ToolboxSettings).search_url.rstrip("/") or _BASE
        key = await api_key_of(context, "tavily")
        client = operators_client()
        try:
            response = await client.post(
                f"{base}/search",
                json={"query": query[:400], "max_results": min(limit, _MAX_RESULTS), "search_depth": "basic"},
                headers={"Authorization": f"Bearer {key}"},
            )
        finally:
            await client.aclose()
        return [
            SearchHit(
                plain(each.get("title"), 200), plain(each.get("url"), 2_000), plain(each.get("content")),
                optional(each.get("published_date")),
            )
            for each in results_of(response, "Tavily", "results")[:limit]
        ]  # fmt: skip
