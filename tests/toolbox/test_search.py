from pathlib import Path

import pytest

from pilothouse.agents import ToolContext, ToolRetry, local_context
from pilothouse.agents.errors import ToolFailed
from pilothouse.agents.execution import execute
from pilothouse.toolbox.search import search
from pilothouse.toolbox.settings import ToolboxSettings


@pytest.fixture
def context(tmp_path: Path) -> ToolContext:
    knowledge = tmp_path / "knowledge"
    (knowledge / "hr").mkdir(parents=True)
    (knowledge / "hr" / "leave.md").write_text(
        "# Leave\n\nEveryone has 28 days of holiday a year.\n\n## Sick\n\nCall us."
    )
    (knowledge / "vpn.txt").write_text("The VPN needs the client of the intranet page.")
    return local_context(tmp_path, settings={ToolboxSettings: ToolboxSettings(knowledge_dir=knowledge)})


async def test_answers_with_documents_and_cites_them(context: ToolContext) -> None:
    result = await execute(search, {"query": "How many days of holiday do I have?"}, context)
    (hit, *_) = result.output["hits"]
    assert (hit["title"], hit["source"]) == ("Leave", "hr/leave.md")
    assert "28 days" in hit["snippet"]
    assert context.trace.citations[0].source == "hr/leave.md"


async def test_says_that_nothing_was_found(context: ToolContext) -> None:
    output = (await execute(search, {"query": "quantum"}, context)).output
    assert (output["hits"], output["finding"]) == ([], "Nothing was found for 'quantum'. Other words may help.")


@pytest.mark.parametrize(
    "query", ['"', "AND OR NOT", "a:b", "(", "*", "x^2 NEAR/3", "'; drop table passage; --", "é" * 900, "🙂"]
)
async def test_takes_any_words(context: ToolContext, query: str) -> None:
    await execute(search, {"query": query}, context)


async def test_an_empty_query_is_refused(context: ToolContext) -> None:
    with pytest.raises(ToolRetry):
        await execute(search, {"query": "  "}, context)


async def test_a_missing_folder_says_what_to_do(tmp_path: Path) -> None:
    settings = ToolboxSettings(knowledge_dir=tmp_path / "none")
    with pytest.raises(ToolFailed, match="SEARCH_BACKEND"):
        await execute(search, {"query": "x"}, local_context(tmp_path, settings={ToolboxSettings: settings}))
