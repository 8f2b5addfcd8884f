"""SearXNG: an own meta search engine.

Source: docs.searxng.org, "Search API": GET /search?q=…&format=json. Its `search.formats` has to name json.
"""

from pilothouse.agents.context import ToolContext
from pilothouse.agents.errors import ToolFailed
from pilothouse.toolbox.searching._answers import optional, plain, results_of
from pilothouse.toolbox.searching.backends import SearchHit, operators_client, search_backend
from pilothouse.toolbox.settings import ToolboxSettings


@search_backend("searxng")
class SearxngSearch:
    """Asks the SearXNG at `search_url`."""

    async def search(self, context: ToolContext, query: str, limit: int) -> list[SearchHit]:
        """Return the engine's results; see `SearchBackend`."""
        base = context.setting(ToolboxSettings).search_url.rstrip("/")
        if not base:
            raise ToolFailed("Search has no address of SearXNG. An operator sets PILOTHOUSE_TOOLBOX_SEARCH_URL.")
        client = operators_client()
        try:
            response = await client.get(f"{base}/search", params={"q": query, "format": "json", "safesearch": 1})
        finally:
            await client.aclose()
        if response.status_code == 403:
            raise ToolFailed("SearXNG does not answer in JSON: its setting search.formats has to name json.")
        return [
            SearchHit(
                plain(each.get("title"), 200), plain(each.get("url"), 2_000), plain(each.get("content")),
                optional(each.get("publishedDate")),
            )
            for each in results_of(response, "SearXNG", "results")[:limit]
        ]  # fmt: skip
