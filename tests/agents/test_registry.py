import pytest

from pilothouse import toolbox
from pilothouse.agents import Agent, Registry, ToolContext, tool
from pilothouse.agents.errors import UnknownTool
from pilothouse.core.errors import Conflict, NotFound


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
