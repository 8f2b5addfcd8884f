"""What missions offer to agents: start one, look at one's own, steer one that runs."""

from pilothouse.agents.tool import Tool
from pilothouse.missions.tools.look import look_tool
from pilothouse.missions.tools.services import MissionDesk
from pilothouse.missions.tools.start import start_tool
from pilothouse.missions.tools.steer import steer_tool

__all__ = ["MissionDesk", "mission_tools"]


def mission_tools(desk: MissionDesk) -> list[Tool]:
    """Return the tools, bound to an installation's missions."""
    return [start_tool(desk), look_tool(desk), steer_tool(desk)]
