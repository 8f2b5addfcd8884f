"""Which tools an agent gets in a turn: its own; of "every tool", those that the person may use."""

from pilothouse.agents.agent import Agent
from pilothouse.agents.registry import Registry
from pilothouse.agents.tool import Tool
from pilothouse.core.principal import Principal

EVERY = "*"


def tools_for(agent: Agent, registry: Registry, who: Principal) -> tuple[str, ...]:
    """Return the names of the tools, in their order; nothing leaves an agent the tools that it lists itself.

    An agent that lists a tool by name needs it, and a person who may not use it is told so. One that lists "*" makes
    do with what there is.
    """
    if EVERY not in agent.tools:
        return ()
    return tuple(name for name, tool in sorted(registry.tools.items()) if may_use(who, tool))


def may_use(who: Principal, tool: Tool) -> bool:
    """Tell whether a principal holds every permission that a tool needs."""
    return all(who.may(permission) for permission in tool.permissions)
