"""The agent framework: `@agent`, `@tool`, contexts, typed events and the loop. Runs in a notebook, nothing started."""

from pilothouse.agents.agent import Agent, UsageLimits, agent
from pilothouse.agents.context import ArtifactRef, FileInfo, ToolContext
from pilothouse.agents.errors import ToolFailed, ToolRetry
from pilothouse.agents.events import AgentEvent, Completed, TextDelta, ToolFinished, ToolProgress, ToolStarted
from pilothouse.agents.local import local_context
from pilothouse.agents.model import Model, ProviderModel
from pilothouse.agents.recorder import FileRecorder, MemoryRecorder, Recorder
from pilothouse.agents.registry import Registry
from pilothouse.agents.run import AgentContext, run
from pilothouse.agents.tool import Tool, tool

__all__ = [
    "Agent",
    "AgentContext",
    "AgentEvent",
    "ArtifactRef",
    "Completed",
    "FileInfo",
    "FileRecorder",
    "MemoryRecorder",
    "Model",
    "ProviderModel",
    "Recorder",
    "Registry",
    "TextDelta",
    "Tool",
    "ToolContext",
    "ToolFailed",
    "ToolFinished",
    "ToolProgress",
    "ToolRetry",
    "ToolStarted",
    "UsageLimits",
    "agent",
    "local_context",
    "run",
    "tool",
]
