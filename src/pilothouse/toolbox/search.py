"""Search the web, or the documents of this installation."""

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from pilothouse.agents.context import ToolContext
from pilothouse.agents.errors import ToolRetry
from pilothouse.agents.tool import tool
from pilothouse.toolbox.searching.backends import SearchHit, backend_of
from pilothouse.toolbox.settings import ToolboxSettings


@dataclass(frozen=True, slots=True)
class SearchAnswer:
    """What was found, best first. `backend` tells where: local, searxng, brave, tavily."""

    finding: str
    hits: list[SearchHit]
    backend: str


@tool(category="connector", timeout_s=60, is_idempotent=True)
async def search(
    ctx: ToolContext,
    query: Annotated[str, Field(max_length=1_000)],
    *,
    limit: Annotated[int, Field(ge=1, le=20)] = 5,
) -> SearchAnswer:
    """Search for pages or documents that answer a question, with the words that fit; extract reads a web page whole.

    Args:
        query: what to look for, in a few words.
        limit: results to return.
    """
    if not query.strip():
        raise ToolRetry("The query is empty. Say what to look for.")
    name = ctx.setting(ToolboxSettings).search_backend
    hits = await backend_of(name).search(ctx, query.strip(), limit)
    for each in hits:
        ctx.cite(each.title or each.source, each.source, each.snippet)
    return SearchAnswer(_finding(hits, query), hits, name)


def _finding(hits: list[SearchHit], query: str) -> str:
    if not hits:
        return f"Nothing was found for {query[:80]!r}. Other words may help."
    return f"Found {len(hits)} results; the first: {(hits[0].title or hits[0].source)[:100]}."
