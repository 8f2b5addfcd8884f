"""From a YAML file to an agent."""

import difflib
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from pilothouse.agents.agent import Agent
from pilothouse.agents.yaml.definition import AgentDefinition, LimitsDefinition
from pilothouse.agents.yaml.errors import YamlInvalid, YamlProblem
from pilothouse.agents.yaml.nodes import MAX_BYTES, Document, read_document


def load_agent(path: Path | str, *, name: str | None = None) -> Agent:
    """Read one agent from a file.

    Args:
        path: of the file, UTF-8.
        name: what errors call the file; its path unless given.

    Raises:
        YamlInvalid: it describes none; every problem is named with its line.
        OSError: it cannot be read.
    """
    file = name or str(path)
    with Path(path).open("rb") as opened:
        data = opened.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise YamlInvalid(file, [YamlProblem(1, 1, f"the file is larger than {MAX_BYTES // 1024} kB")])
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise YamlInvalid(file, [YamlProblem(line, 1, "this is not UTF-8")]) from error
    return parse_agent(text, file)


def parse_agent(text: str, file: str = "agent.yaml") -> Agent:
    """Read one agent from a text.

    Raises:
        YamlInvalid: it describes none.
    """
    document = read_document(text, file)
    if not isinstance(document.value, dict):
        raise YamlInvalid(file, [YamlProblem(1, 1, "an agent is a list of `key: value` lines")])
    try:
        return AgentDefinition.model_validate(document.value).agent()
    except ValidationError as error:
        problems = [_problem(each, document) for each in error.errors(include_url=False)]
        raise YamlInvalid(file, problems) from error


def _problem(error: ErrorDetails, document: Document) -> YamlProblem:
    path = tuple(error["loc"])
    if error["type"] == "extra_forbidden":
        known = _fields(path[:-1])
        near = difflib.get_close_matches(str(path[-1]), known, n=1)
        advice = f"did you mean {near[0]!r}?" if near else f"known are {', '.join(known)}"
        return YamlProblem(*document.place_of(path, of_key=True), f"unknown key {path[-1]!r}; {advice}")
    if error["type"] == "missing":
        return YamlProblem(*document.place_of(path[:-1]), f"the key {path[-1]!r} is missing")
    words = str(error["msg"]).removeprefix("Value error, ")
    where = ".".join(str(each) for each in path)
    return YamlProblem(*document.place_of(path), f"{where}: {words[:1].lower()}{words[1:]}{_hint(error)}")


def _fields(path: tuple[Any, ...]) -> list[str]:
    model: type[BaseModel] = LimitsDefinition if path[:1] == ("limits",) else AgentDefinition
    return list(model.model_fields)


def _hint(error: ErrorDetails) -> str:
    """Explain what YAML makes of a plain word where a text was meant."""
    is_other = error["type"] == "string_type" and isinstance(error["input"], bool | int | float)
    return f"; YAML reads it as {error['input']!r}, so put it in quotes" if is_other else ""
