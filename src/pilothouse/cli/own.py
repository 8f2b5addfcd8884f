"""What of a registry is the user's own."""

from pilothouse.agents.registry import Registry


def own_items(registry: Registry) -> list[str]:
    """Return the names of a project's agents and tools, in order of name, agents first."""
    agents = (each for _, each in sorted(registry.agents.items()))
    tools = (each for _, each in sorted(registry.tools.items()))
    return [item.name for item in (*agents, *tools) if registry.source_of(item).kind == "project"]
