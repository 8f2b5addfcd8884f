"""Every example does what its README says, offline, with the one command that stands there."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from pilothouse.agents import Project
from pilothouse.toolbox import builtin_registry
from tests.docs.pages import ROOT, page

SAYS = {
    "chatbot": "12 % of 340 = **40.8**",
    "tool-use": "planner · trip_cost: 300 miles take 12.0 gallons and cost $42.00.",
    "rag-agent": "The company pays for train tickets and hotels up to 120 euros a night.",
}
KEYS = ("ANTHROPIC_", "OPENAI_", "TOGETHER_", "PILOTHOUSE_")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of the examples, so that what they write stays out of the repository."""
    shutil.copytree(ROOT / "examples", tmp_path / "examples", ignore=shutil.ignore_patterns(".*", "__pycache__"))
    return tmp_path


def run(command: str, folder: Path) -> str:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(KEYS)}
    environment["PATH"] = f"{Path(sys.executable).parent}:{environment['PATH']}"
    done = subprocess.run(
        ["/bin/bash", "-euo", "pipefail", "-c", command],
        cwd=folder, env=environment, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("name", SAYS)
def test_the_command_of_its_readme_works(name: str, checkout: Path) -> None:
    (command,) = [block.text for block in page(f"examples/{name}/README.md").blocks() if block.language == "bash"]
    assert SAYS[name] in run(command, checkout)


def test_tools_are_called_for_three_cars_and_named(checkout: Path) -> None:
    said = run("python examples/tool-use/agents/frugal.py", checkout)
    assert re.findall(r"frugal · (\w+)", said) == ["table_top", "trip_cost", "trip_cost", "trip_cost"]


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("", "30 days of paid leave a year. Days that are left in December"),
        ("May I work from another country?", "(travel.md)"),
        ("zebra", "The handbook says nothing about that."),
    ],
)
def test_the_librarian_quotes_its_source_or_says_that_there_is_none(question, says, checkout: Path) -> None:
    assert says in run(f"python examples/rag-agent/agents/librarian.py '{question}'", checkout)


@pytest.mark.parametrize("name", SAYS)
def test_it_is_a_project_that_the_platform_can_serve(name: str, checkout: Path) -> None:
    registry = builtin_registry()
    report = Project(checkout / "examples" / name).install(registry)
    assert not report.problems
    assert report.items
