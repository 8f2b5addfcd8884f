"""Tools and agents that ship with Pilothouse."""

from typing import Any

from pilothouse import toolbox
from pilothouse.agents import Agent, Registry, Tool, library
from scripts.reference.markdown import code, page, table

_INTRODUCTION = """\
What an agent can call, as it comes out of the box. Arguments are those a model is shown: they are made from the
function's signature and docstring. [Your own tools](../start/quickstart.md#your-own-tool) appear beside these in the
API, in the dashboard and in `Registry.discover`.
"""


def write_page() -> str:
    """Write docs/reference/tools.md."""
    registry = Registry().scan(toolbox).scan(library)
    tools = [_tool(each) for _, each in sorted(registry.tools.items())]
    agents = [_agent(each, registry) for _, each in sorted(registry.agents.items())]
    heads = ("Agent", "What it does", "Tools")
    return page(
        "Tools and agents", "the registry", _INTRODUCTION, "## Tools", *tools, "## Agents", table(heads, agents)
    )


def _tool(tool: Tool) -> str:
    schema = tool.spec.input_schema
    required = schema.get("required", [])
    rows = [
        (code(name), _type(each, schema), "required" if name in required else _default(each), _words(each))
        for name, each in schema["properties"].items()
    ]
    facts = [f"Category {tool.category}", f"{tool.timeout_s:g} s at most"]
    if tool.confirm:
        facts.append("a person approves each call")
    parts = [f"### {tool.name}", tool.description, "; ".join(facts) + "."]
    if rows:
        parts.append(table(("Argument", "Type", "Default", "Meaning"), rows))
    return "\n\n".join(parts)


def _agent(agent: Agent, registry: Registry) -> tuple[str, str, str]:
    names = ", ".join(code(each.name) for each in registry.select(agent.tools))
    return code(agent.name), agent.description, names


def _type(field: dict[str, Any], schema: dict[str, Any]) -> str:
    if "$ref" in field:
        return _type(schema["$defs"][field["$ref"].rpartition("/")[2]], schema)
    if "enum" in field:
        return "one of " + ", ".join(code(each) for each in field["enum"])
    if "anyOf" in field:
        kinds = [_type(each, schema) for each in field["anyOf"] if each.get("type") != "null"]
        return " or ".join(dict.fromkeys(kinds))
    if field.get("type") == "array":
        return f"list of {_type(field['items'], schema)}" if "items" in field else "list"
    if field.get("type") == "object" and "properties" in field:
        members = ", ".join(f"{name}: {_type(each, schema)}" for name, each in field["properties"].items())
        return f"object ({members})"
    return str(field.get("type", "any"))


def _default(field: dict[str, Any]) -> str:
    default = field.get("default")
    return "" if default is None or default == [] else code(default)


def _words(field: dict[str, Any]) -> str:
    return str(field.get("description", ""))
