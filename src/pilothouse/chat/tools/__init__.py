"""What chat offers to agents: open a page, remember, forget and recall, find a tool among many."""

from pilothouse.agents.tool import Tool
from pilothouse.chat.tools.memory import forget, recall, remember
from pilothouse.chat.tools.navigate import navigate

__all__ = ["chat_tools"]


def chat_tools() -> list[Tool]:
    """Return the tools."""
    return [navigate, recall, remember, forget]
