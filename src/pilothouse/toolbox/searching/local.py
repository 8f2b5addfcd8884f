"""The documents of a folder, by SQLite's full-text index: no network, no key."""

import asyncio

from pilothouse.agents.context import ToolContext
from pilothouse.agents.errors import ToolFailed
from pilothouse.toolbox.searching._documents import find_documents
from pilothouse.toolbox.searching._full_text import FullTextIndex, index_path
from pilothouse.toolbox.searching.backends import SearchHit, search_backend
from pilothouse.toolbox.settings import ToolboxSettings


@search_backend("local")
class LocalSearch:
    """Searches the folder `knowledge_dir`; what changed there is indexed first."""

    async def search(self, context: ToolContext, query: str, limit: int) -> list[SearchHit]:
        """Return documents that hold the words, best first; see `SearchBackend`."""
        settings = context.setting(ToolboxSettings)
        folder = settings.knowledge_dir
        if not await asyncio.to_thread(folder.is_dir):
            raise ToolFailed(
                f"There are no documents to search: the folder {folder.name!r} is missing. An operator puts documents"
                " there, or sets up a web search (PILOTHOUSE_TOOLBOX_SEARCH_BACKEND)."
            )

        def work() -> list[SearchHit]:
            with FullTextIndex(index_path(folder, settings.search_index_dir)) as index:
                index.refresh(find_documents(folder), context.progress)
                return index.search(query, limit)

        return await asyncio.to_thread(work)
