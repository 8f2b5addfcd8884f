"""What a new project, tool or agent consists of, and whether it may be made here."""

from collections.abc import Sequence
from pathlib import Path

from pilothouse.agents.project import CODE_FOLDERS, Project
from pilothouse.agents.registry import Registry
from pilothouse.agents.sources import Item
from pilothouse.cli.scaffold.names import check_item, check_project, class_of, title_of
from pilothouse.cli.scaffold.writing import fill, project_files
from pilothouse.core.errors import Conflict, InvalidInput, NotFound
from pilothouse.core.json import dumps_text
from pilothouse.toolbox import builtin_registry

_TABLE_TOOLS = ("files_*", "table_*", "chart")  # of an agent whose project has no tools of its own


def new_project(name: str) -> dict[str, str]:
    """Return the files of a new project, by their paths in it.

    Raises:
        InvalidInput: the name will not do.
    """
    check_project(name)
    return project_files({"name": name.lower(), "title": title_of(name)})


def new_tool(root: Path, name: str) -> dict[str, str]:
    """Return the files of a new tool.

    Raises:
        InvalidInput: the name will not do.
        Conflict: another tool has it.
        NotFound: the folder is no project.
    """
    check_item("tool", name)
    _refuse_taken(_registry_of(root).tools.get(name), name, "tool")
    values = {"name": name, "title": title_of(name), "class_name": class_of(name)}
    return {
        f"tools/{name}.py": fill("tool.py", values),
        f"tests/test_{name}.py": fill("tool_test.py", values),
    }


def new_agent(root: Path, name: str, description: str, tools: Sequence[str], *, as_yaml: bool) -> dict[str, str]:
    """Return the files of a new agent.

    Args:
        root: of the project.
        name: of the agent.
        description: what it is for; made from its name when empty.
        tools: names or patterns; those of the project when empty, else those for tables.
        as_yaml: describe it without Python.

    Raises:
        InvalidInput: the name or description will not do.
        Conflict: another agent has the name.
        NotFound: the folder is no project.
        UnknownTool: there is no such tool; the message says which are nearest.
    """
    check_item("agent", name)
    registry = _registry_of(root)
    _refuse_taken(registry.agents.get(name), name, "agent")
    registry.select(tools)
    chosen = tuple(tools) or _own_tools(root) or _TABLE_TOOLS
    words = _sentence(description) or f"Help with everything about {title_of(name).lower()}."
    values = {
        "name": name,
        "title": title_of(name),
        "description": words,
        "quoted": dumps_text(words),
        "tools": ", ".join(f'"{each}"' for each in chosen),
    }
    ending = "yaml" if as_yaml else "py"
    return {
        f"agents/{name}.{ending}": fill(f"agent.{ending}", values),
        f"tests/test_{name}.py": fill("agent_test.py", values),
    }


def is_project(root: Path) -> bool:
    """Tell whether a folder has any of the folders that code is found in."""
    return any((root / folder).is_dir() for folder in CODE_FOLDERS)


def _registry_of(root: Path) -> Registry:
    if not is_project(root):
        raise NotFound(
            f"{root} is no project: it has no folder {', '.join(CODE_FOLDERS)}. Make one with `pilothouse new project"
            " NAME` and go into it, or name it with --project."
        )
    registry = builtin_registry()
    Project(root).install(registry)
    return registry


def _own_tools(root: Path) -> tuple[str, ...]:
    found = (path.stem for folder in ("tools", "connectors") for path in (root / folder).glob("[!_]*.py"))
    return tuple(sorted(found))


def _refuse_taken(item: Item | None, name: str, kind: str) -> None:
    if item is not None:
        raise Conflict(f"The name {name} is taken by another {kind}. Choose another one.", details={"name": name})


def _sentence(text: str) -> str:
    """Return a description that can stand in a docstring as it is.

    Raises:
        InvalidInput: it cannot.
    """
    words = " ".join(text.split())
    if len(words) > 300 or "\\" in words or '"""' in words:
        raise InvalidInput("--description is one sentence of at most 300 characters, without a backslash.")
    return words if not words or words[-1] in ".!?" else f"{words}."
