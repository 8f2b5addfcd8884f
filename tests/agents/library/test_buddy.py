from fnmatch import fnmatchcase

from pilothouse.agents import Registry, ToolContext, run, tool
from pilothouse.agents.events import Completed
from pilothouse.agents.library.buddy import OFFERED, buddy, find_tools
from pilothouse.llm.messages import ToolCall
from pilothouse.runtime.registry.service import build_registry
from pilothouse.testing.models import ScriptedModel


@tool
async def water_plants(_ctx: ToolContext, room: str) -> str:
    """Water the plants of a room."""
    return f"watered {room}"


def crowded() -> Registry:
    """More tools than a model is shown at once."""

    def another(number: int) -> object:
        @tool(name=f"gadget_{number}")
        async def gadget(_ctx: ToolContext) -> str:
            """Turn a gadget on."""
            return "on"

        return gadget

    return Registry().add(buddy, find_tools, water_plants, *(another(number) for number in range(60)))


class TestBuddy:
    async def test_finds_a_tool_among_many_and_calls_it(self) -> None:
        model = ScriptedModel(
            ToolCall("1", "find_tools", {"purpose": "give plants water", "limit": 1}),
            ToolCall("2", "water_plants", {"room": "kitchen"}),
            "Done.",
        )
        events = [event async for event in run(buddy, "Water the kitchen", model, registry=crowded())]
        shown = [[spec.name for spec in request.tools] for request in model.requests]
        assert shown[0] == ["find_tools"]
        assert shown[1] == ["find_tools", "water_plants"]
        assert isinstance(events[-1], Completed)
        assert events[-1].messages[3].text == "watered kitchen"

    async def test_is_shown_every_tool_where_there_are_few(self) -> None:
        model = ScriptedModel("Hello.")
        registry = Registry().add(buddy, find_tools, water_plants)
        async for _ in run(buddy, "Hi", model, registry=registry):
            pass
        assert [spec.name for spec in model.requests[0].tools] == ["find_tools", "water_plants"]

    def test_what_it_shows_first_exists(self) -> None:
        names = {
            *build_registry().tools, "navigate", "recall", "remember", "forget",
            "start_mission", "look_at_missions", "steer_mission",
        }  # fmt: skip
        missing = [each for each in OFFERED if not any(fnmatchcase(name, each) for name in names)]
        assert missing == []
