import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pilothouse.agents.context import ToolContext
from pilothouse.agents.errors import ToolRetry
from pilothouse.agents.execution import execute
from pilothouse.chat.memory.access import ConversationMemory
from pilothouse.chat.tools import chat_tools
from pilothouse.chat.tools.navigate import PAGES
from pilothouse.core.errors import NotFound, PermissionDenied
from pilothouse.core.ids import new_id
from pilothouse.core.principal import Principal
from pilothouse.db.engine import Database

TOOLS = {tool.name: tool for tool in chat_tools()}


async def call(name: str, ctx: ToolContext, **arguments: Any) -> Any:
    return (await execute(TOOLS[name], arguments, ctx)).output


class TestNavigate:
    @pytest.mark.parametrize("page", PAGES, ids=lambda page: page.path)
    async def test_opens_every_listed_page(self, page: Any) -> None:
        path = page.path.replace("{id}", str(new_id()))
        assert await call("navigate", ToolContext(), path=path) == {"finding": f"Opened {page.title}.", "path": path}

    def test_lists_every_page_of_the_rail(self) -> None:
        rail = (Path(__file__).parents[2] / "web/src/app/pages.ts").read_text(encoding="utf-8")
        paths = re.findall(r"to: '([^']+)'", rail)
        assert len(paths) > 10
        assert set(paths) <= {page.path for page in PAGES}

    @pytest.mark.parametrize(
        "path",
        [
            "https://example.com", "//example.com/missions", "/missions/../admin", "/missions/1", "javascript:alert(1)",
            "/missions?next=//example.com", "/missions#x", "missions", "/Missions", "/costs\n/budgets", "/costs/%2e%2e",
            "\\missions", "/api/v1/missions",
        ],
    )  # fmt: skip
    async def test_opens_nothing_else(self, path: str) -> None:
        with pytest.raises(ToolRetry, match="There are: /chat"):
            await call("navigate", ToolContext(), path=path)

    async def test_opens_only_what_the_person_may_see(self, principal: Principal) -> None:
        visitor = replace(principal, permissions=frozenset({"agents:invoke"}))
        with pytest.raises(PermissionDenied, match="budgets:read"):
            await call("navigate", ToolContext(principal=visitor), path="/costs")


class TestMemory:
    @pytest.fixture
    def ctx(self, database: Database, principal: Principal) -> ToolContext:
        return ToolContext(principal=principal, memory=ConversationMemory(database, principal, max_facts=5))

    async def test_remembers_and_forgets_by_words_or_id(self, ctx: ToolContext) -> None:
        one = await call("remember", ctx, fact="Reports go out in French.")
        await call("remember", ctx, fact="Works in Lyon.")
        await call("forget", ctx, fact=one["id"])
        await call("forget", ctx, fact="works in lyon")
        with pytest.raises(NotFound, match="Remembered: nothing"):
            await call("forget", ctx, fact="works in Lyon")

    async def test_does_not_guess_what_to_forget(self, ctx: ToolContext) -> None:
        for fact in ("Likes red.", "Likes blue."):
            await call("remember", ctx, fact=fact)
        with pytest.raises(NotFound, match="2 facts fit"):
            await call("forget", ctx, fact="likes")

    async def test_recalls_nothing_where_nothing_was_said(self, ctx: ToolContext) -> None:
        recalled = await call("recall", ctx, about="holidays", limit=500)
        assert recalled == {"finding": "Nothing earlier about “holidays”.", "passages": []}
