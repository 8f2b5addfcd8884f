"""The agent framework: `@agent`, `@tool`, contexts, typed events and the loop. Runs in a notebook, nothing started."""

import importlib
from typing import TYPE_CHECKING, Any

from pilothouse.agents.agent import Agent, agent
from pilothouse.agents.agent_context import AgentContext
from pilothouse.agents.capabilities import (
    ArtifactRef,
    Citation,
    Decision,
    FileInfo,
    OutputScreen,
    Recollection,
    ToolSummary,
    User,
)
from pilothouse.agents.context import ToolContext
from pilothouse.agents.errors import (
    AgentTimedOut,
    RunParked,
    ToolFailed,
    ToolRetry,
    ToolUnavailable,
    UsageLimitReached,
)
from pilothouse.agents.events import (
    AgentEvent,
    ApprovalRequested,
    Completed,
    Emitted,
    TextDelta,
    ToolFinished,
    ToolProgress,
    ToolStarted,
)
from pilothouse.agents.metering import UsageLimits
from pilothouse.agents.model import Model, ProviderModel
from pilothouse.agents.recorder import FileRecorder, MemoryRecorder, Recorder
from pilothouse.agents.registry import Registry
from pilothouse.agents.run import run
from pilothouse.agents.tool import Tool, tool

if TYPE_CHECKING:
    from pilothouse.agents.local import local_context
    from pilothouse.agents.local_model import default_model
    from pilothouse.agents.local_state import LocalCache, LocalDatabase, LocalMemory, LocalSecrets
    from pilothouse.agents.project import Project

# What a module that declares a tool does not need is imported when it is first asked for.
_ON_USE = {
    "LocalCache": "local_state",
    "LocalDatabase": "local_state",
    "LocalMemory": "local_state",
    "LocalSecrets": "local_state",
    "Project": "project",
    "default_model": "local_model",
    "local_context": "local",
}

__all__ = [
    "Agent",
    "AgentContext",
    "AgentEvent",
    "AgentTimedOut",
    "ApprovalRequested",
    "ArtifactRef",
    "Citation",
    "Completed",
    "Decision",
    "Emitted",
    "FileInfo",
    "FileRecorder",
    "LocalCache",
    "LocalDatabase",
    "LocalMemory",
    "LocalSecrets",
    "MemoryRecorder",
    "Model",
    "OutputScreen",
    "Project",
    "ProviderModel",
    "Recollection",
    "Recorder",
    "Registry",
    "RunParked",
    "TextDelta",
    "Tool",
    "ToolContext",
    "ToolFailed",
    "ToolFinished",
    "ToolProgress",
    "ToolRetry",
    "ToolStarted",
    "ToolSummary",
    "ToolUnavailable",
    "UsageLimitReached",
    "UsageLimits",
    "User",
    "agent",
    "default_model",
    "local_context",
    "run",
    "tool",
]


def __getattr__(name: str) -> Any:
    if name not in _ON_USE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_ON_USE[name]}"), name)
