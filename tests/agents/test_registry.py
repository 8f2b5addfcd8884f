import numpy as np
import pytest

from pilothouse import toolbox
from pilothouse.agents import Agent, Registry, Tool, ToolContext, tool
from pilothouse.agents.errors import UnknownTool
from pilothouse.agents.sources import Source
from pilothouse.core.errors import Conflict, NotFound
from pilothouse.llm.embeddings import Vectors


@tool
async def weather_forecast(ctx: ToolContext, city: str) -> str:
    """Forecast the weather of a city."""
    return f"{ctx}{city}"


@tool
async def weather_history(ctx: ToolContext, city: str) -> str:
    """Look up past weather of a city."""
    return f"{ctx}{city}"


@tool
async def send_mail(ctx: ToolContext, to: str) -> str:
    """Send an e-mail."""
    del ctx
    return f"sent to {to}"


@pytest.fixture
def registry() -> Registry:
    return Registry().add(weather_forecast, weather_history, send_mail)


def test_a_package_is_scanned() -> None:
    found = Registry().scan(toolbox)
    assert {"files_list", "files_read", "table_profile", "table_group", "chart", "http_request"} <= set(found.tools)


def test_two_of_one_name_are_refused(registry: Registry) -> None:
    @tool(name="send_mail")
    async def other(ctx: ToolContext) -> str:
        """Send a letter."""
        return str(ctx)

    with pytest.raises(Conflict, match="send_mail"):
        registry.add(other)
    registry.add(send_mail)  # the same one twice is no conflict


def test_tools_are_chosen_by_name_pattern_and_value(registry: Registry) -> None:
    @tool
    async def own(ctx: ToolContext) -> str:
        """Do it."""
        return str(ctx)

    chosen = registry.select(("weather_*", "send_mail", own, "weather_forecast"))
    assert [each.name for each in chosen] == ["weather_forecast", "weather_history", "send_mail", "own"]


@pytest.mark.parametrize("wanted", ["nothing_*", "weather"])
def test_a_name_that_matches_nothing_is_refused(registry: Registry, wanted: str) -> None:
    with pytest.raises(UnknownTool):
        registry.select((wanted,))


def test_an_unknown_tool_is_answered_with_near_ones(registry: Registry) -> None:
    with pytest.raises(UnknownTool, match="send_mail"):
        registry.tool("send_email")


def test_an_unknown_agent_is_answered_with_those_there_are(registry: Registry) -> None:
    registry.add(Agent("analyst", "Analyses.", "Analyse."))
    assert registry.agent("analyst").description == "Analyses."
    with pytest.raises(NotFound, match="analyst"):
        registry.agent("anlyst")


def test_tools_are_found_by_meaning(registry: Registry) -> None:
    assert registry.discover("write a message to somebody", limit=1)[0].tool is send_mail


def test_what_is_added_later_is_found_too(registry: Registry) -> None:
    registry.discover("anything")

    @tool
    async def translate(ctx: ToolContext, text: str) -> str:
        """Translate a text into another language."""
        return f"{ctx}{text}"

    registry.add(translate)
    assert registry.discover("say this in French", limit=1)[0].tool is translate


async def test_a_tool_is_run_by_name(registry: Registry) -> None:
    assert (await registry.execute("send_mail", {"to": "ada"}, ToolContext())).output == "sent to ada"


def a_tool(name: str) -> Tool:
    @tool(name=name)
    async def made(ctx: ToolContext) -> str:
        """Do something."""
        return str(ctx)

    return made


def project(path: str) -> Source:
    return Source(path, "project", "", path)


class TestSources:
    def test_tell_where_an_entry_comes_from(self) -> None:
        found = Registry().scan(toolbox)
        source = found.source_of(found.tool("chart"))
        assert (source.kind, source.module) == ("builtin", "pilothouse.toolbox.chart")
        assert source.path is not None
        assert source.path.endswith("chart.py")

    def test_are_swapped_at_one_stroke_and_what_was_taken_before_stays_whole(self, registry: Registry) -> None:
        registry.replace("a.py", [(a_tool("one"), project("a.py")), (a_tool("two"), project("a.py"))])
        before, generation = registry.tools, registry.generation
        registry.replace("a.py", [(a_tool("two"), project("a.py"))])
        assert ("one" in registry.tools, "one" in before, registry.generation) == (False, True, generation + 1)
        assert "send_mail" in registry.tools

    def test_are_named_both_when_two_have_one_name(self, registry: Registry) -> None:
        registry.replace("a.py", [(a_tool("one"), project("a.py"))])
        before = registry.tools
        with pytest.raises(Conflict, match=r"a\.py and b\.py"):
            registry.replace("b.py", [(a_tool("other"), project("b.py")), (a_tool("one"), project("b.py"))])
        assert registry.tools is before, "nothing has changed"

    def test_can_be_taken_out(self, registry: Registry) -> None:
        registry.replace("a.py", [(a_tool("one"), project("a.py"))]).remove("a.py")
        assert "one" not in registry.tools

    def test_of_a_stranger_are_not_known(self, registry: Registry) -> None:
        with pytest.raises(NotFound):
            registry.source_of(a_tool("stranger"))


def test_agents_are_found_by_meaning() -> None:
    poet = Agent("poet", "Writes poems and rhymes.", "Rhyme.")
    clerk = Agent("clerk", "Files invoices.", "File.")
    assert Registry().add(poet, clerk).discover_agents("compose some verse", limit=1)[0].agent is poet


def test_tools_are_found_by_what_their_parameters_mean(registry: Registry) -> None:
    @tool
    async def act(ctx: ToolContext, thing: str) -> str:
        """Do it.

        Args:
            thing: number of the submarine.
        """
        return f"{ctx}{thing}"

    assert registry.add(act).discover("submarine", limit=1)[0].tool is act


def test_other_vectors_can_be_searched_by() -> None:
    def by_letter(texts: list[str]) -> Vectors:
        return np.array([[float("z" in text), float("z" not in text)] for text in texts], dtype=np.float32)

    buzz, hum = a_tool("buzz"), a_tool("hum")
    found = Registry(embedder=by_letter).add(hum, buzz)
    assert [found.discover(text, limit=1)[0].tool for text in ("zzz", "mmm")] == [buzz, hum]
