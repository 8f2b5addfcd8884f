"""What `pilothouse new` writes works as it is."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pilothouse.agents import Project, Registry
from pilothouse.agents.yaml import load_agent
from pilothouse.cli import app
from pilothouse.toolbox import builtin_registry
from tests.places import open_place


def new(*arguments: str, code: int = 0) -> str:
    result = CliRunner().invoke(app, ["new", *arguments], terminal_width=200)
    assert result.exit_code == code, result.output
    return " ".join(result.output.split())


@pytest.fixture
def project(tmp_path: Path) -> Path:
    new("project", "sales", "--in", str(tmp_path))
    return tmp_path / "sales"


def registry_of(project: Path) -> Registry:
    registry = builtin_registry()
    assert not Project(project).install(registry).problems
    return registry


def test_its_own_tests_pass_and_the_code_is_clean(project: Path) -> None:
    new("tool", "trip_cost", "--project", str(project))
    new("agent", "trips", "--tool", "trip_cost", "--project", str(project))
    new("agent", "clerk", "--yaml", "-d", 'Files "things": all of them', "--project", str(project))
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q"], cwd=project, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "11 passed" in done.stdout
    for arguments in (["check", "--select", "E,F,I,B,UP"], ["format", "--check"]):
        cleaned = subprocess.run(
            [sys.executable, "-m", "ruff", *arguments, "--isolated", "--line-length", "120"],
            cwd=project, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert cleaned.returncode == 0, cleaned.stdout


def test_an_agent_has_the_tools_it_is_given_else_those_of_the_project(project: Path) -> None:
    new("agent", "first", "--project", str(project))
    new("tool", "trip_cost", "--project", str(project))
    new("agent", "second", "--project", str(project))
    new("agent", "third", "-t", "table_*", "-t", "chart", "--project", str(project))
    agents = registry_of(project).agents
    assert agents["first"].tools == ("files_*", "table_*", "chart")
    assert agents["second"].tools == ("trip_cost",)
    assert agents["third"].tools == ("table_*", "chart")


def test_a_description_is_what_the_agent_is_told(project: Path) -> None:
    words = 'Plan trips: "far" ones'
    new("agent", "trips", "-d", words, "--project", str(project))
    new("agent", "clerk", "-d", words, "--yaml", "--project", str(project))
    assert registry_of(project).agents["trips"].instructions.startswith(f"{words}. Answer first")
    assert load_agent(project / "agents/clerk.yaml").description == f"{words}."


def test_json_tells_files_and_what_to_do_next(project: Path) -> None:
    told = json.loads(new("tool", "trip_cost", "--project", str(project), "--json"))
    assert [Path(path).name for path in told["written"]] == ["trip_cost.py", "test_trip_cost.py"]
    assert "pilothouse tools run trip_cost quantity=3 unit_price=2.5" in told["next"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("tool", "Trip-Cost"), "Try trip_cost."),
        (("tool", "table_top"), "The name table_top is taken by another tool"),
        (("agent", "analyst"), "The name analyst is taken by another agent"),
        (("agent", "trips", "-t", "trip_costs"), "There is no tool 'trip_costs'"),
        (("agent", "trips", "-d", "back\\slash"), "without a backslash"),
        (("project", "a/b"), "cannot be the name of a project"),
    ],
)
def test_what_cannot_be_is_told_and_nothing_written(project: Path, arguments, says: str) -> None:
    before = written(project)
    place = () if arguments[0] == "project" else ("--project", str(project))
    assert says in new(*arguments, *place, code=1)
    assert written(project) == before


def written(project: Path) -> list[Path]:
    """Return what is in a project, without what Python keeps beside what it has read."""
    return sorted(path for path in project.rglob("*") if "__pycache__" not in path.parts)


def test_nothing_is_written_over(project: Path, tmp_path: Path) -> None:
    (project / "tests/test_trips.py").write_text("mine")
    assert "is there already" in new("agent", "trips", "--project", str(project), code=1)
    assert not (project / "agents/trips.py").exists()
    assert "is there already" in new("project", "sales", "--in", str(tmp_path), code=1)


def test_a_folder_that_is_no_project_is_told_apart(tmp_path: Path) -> None:
    assert "pilothouse new project" in new("tool", "trip_cost", "--project", str(tmp_path), code=1)


def test_own_tool_and_agent_are_in_every_command_five_commands_later() -> None:
    def pilothouse(folder: Path, *arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "pilothouse.cli", *arguments],
            cwd=folder, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    with open_place() as place:
        pilothouse(place, "new", "project", "sales")
        project = place / "sales"
        pilothouse(project, "new", "tool", "trip_cost")
        pilothouse(project, "new", "agent", "trips", "--tool", "trip_cost")
        said = pilothouse(project, "chat", "--agent", "trips", "What do a quantity of 12 and a unit price of 2.5 make?")
        assert "12 at 2.5 make 30" in said
        listed = json.loads(pilothouse(project, "tools", "list", "--json"))
        (own,) = [each for each in listed if each["source"]["kind"] == "project"]
        assert own["name"] == "trip_cost"
        assert own["statistics"]["n"] == 1
