"""A folder of the user's own."""

import asyncio
import os
from pathlib import Path

import pytest

from pilothouse.agents import Agent, Project, Registry, ToolContext, run, tool
from pilothouse.agents.project import ProjectReport
from pilothouse.testing import ScriptedModel

WEATHER = '''
from pilothouse.agents import ToolContext, tool

@tool
async def weather(ctx: ToolContext, city: str) -> str:
    """Forecast the weather."""
    return f"{WORD} in {city}"

WORD = "sun"
'''
GUIDE = '''
from pilothouse.agents import AgentContext, agent
from ..tools.weather import weather

@agent(tools=[weather])
async def guide(ctx: AgentContext, text: str) -> str:
    """Guide people."""
    return await ctx.tools.call("weather", city=text)
'''
YAML = "name: clerk\ndescription: Files things.\ninstructions: File it.\ntools: [weather]\n"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    write(tmp_path, "tools/weather.py", WEATHER)
    write(tmp_path, "agents/guide.py", GUIDE)
    write(tmp_path, "agents/clerk.yaml", YAML)
    return Project(tmp_path)


def write(root: Path, path: str, text: str) -> None:
    """Write a file, with a time of change that differs from the one before."""
    full = root / path
    full.parent.mkdir(parents=True, exist_ok=True)
    later = full.stat().st_mtime_ns + 1_000_000 if full.exists() else None
    full.write_text(text)
    if later:
        os.utime(full, ns=(later, later))


async def answer(registry: Registry, name: str, text: str) -> str:
    events = [event async for event in run(registry.agent(name), text, ScriptedModel(), registry=registry)]
    return events[-1].text  # type: ignore[union-attr]


async def test_tools_and_agents_are_found_and_know_their_file(project: Project) -> None:
    registry = Registry()
    report = project.install(registry)
    assert report.problems == ()
    assert (set(registry.tools), set(registry.agents)) == ({"weather"}, {"guide", "clerk"})
    source = registry.source_of(registry.agents["clerk"])
    assert (source.kind, source.path) == ("project", str(project.root / "agents/clerk.yaml"))
    assert await answer(registry, "guide", "Lyon") == "sun in Lyon"


async def test_a_change_is_taken_in_and_a_run_at_work_goes_on_as_it_began(project: Project) -> None:
    registry = Registry()
    project.install(registry)
    before, generation = registry.agent("guide"), registry.generation
    write(project.root, "tools/weather.py", WEATHER.replace('"sun"', '"fog"'))
    project.install(registry)
    assert registry.generation > generation
    assert await answer(registry, "guide", "Lyon") == "fog in Lyon"
    assert await answer(Registry().add(before), "guide", "Lyon") == "sun in Lyon"


def test_nothing_changes_when_nothing_changed(project: Project) -> None:
    registry = Registry()
    project.install(registry)
    generation = registry.generation
    assert project.install(registry).changed == ()
    assert registry.generation == generation


def test_a_file_that_is_gone_takes_its_agents_with_it(project: Project) -> None:
    registry = Registry()
    project.install(registry)
    (project.root / "agents/clerk.yaml").unlink()
    project.install(registry)
    assert set(registry.agents) == {"guide"}


@pytest.mark.parametrize(
    ("path", "text", "line", "words"),
    [
        ("agents/guide.py", "x = 1\nraise ValueError('no')\n", 2, "ValueError: no"),
        ("agents/guide.py", "def broken(:\n", 1, "SyntaxError"),
        ("agents/guide.py", "import no_such_module\n", 1, "from ..tools.name import"),
        ("agents/guide.py", "import sys\nsys.exit(1)\n", 2, "SystemExit"),
        ("agents/clerk.yaml", f"{YAML}modle: x\n", 5, "did you mean 'model'"),
        ("tools/weather.py", WEATHER.replace("city: str", "city: Town"), 5, "Town"),
    ],
)
def test_a_broken_file_keeps_what_it_had_and_is_told(
    project: Project, path: str, text: str, line: int, words: str
) -> None:
    registry = Registry()
    project.install(registry)
    write(project.root, path, text)
    report = project.install(registry)
    (problem,) = (each for each in report.problems if each.path == path)
    assert (problem.line, words in problem.message) == (line, True), problem
    assert (set(registry.tools), set(registry.agents)) == ({"weather"}, {"guide", "clerk"})
    write(project.root, path, {"agents/guide.py": GUIDE, "agents/clerk.yaml": YAML, "tools/weather.py": WEATHER}[path])
    assert project.install(registry).problems == ()


def test_two_of_one_name_are_told_with_both_files_and_the_first_stays(project: Project) -> None:
    write(project.root, "tools/zweather.py", WEATHER)
    registry = Registry()
    (problem,) = project.install(registry).problems
    assert problem.path == "tools/zweather.py"
    assert "tools/weather.py" in problem.message
    assert "tools/zweather.py" in problem.message
    assert registry.source_of(registry.tool("weather")).path == str(project.root / "tools/weather.py")


def test_a_name_of_the_platform_is_not_taken_over(project: Project) -> None:
    @tool(name="weather")
    async def ours(ctx: ToolContext) -> str:
        """Forecast."""
        return str(ctx)

    registry = Registry().add(ours)
    report = project.install(registry)
    assert [problem.path for problem in report.problems] == ["tools/weather.py"]
    assert registry.tool("weather") is ours
    assert set(registry.agents) == {"guide", "clerk"}


def test_helpers_are_not_looked_at(project: Project) -> None:
    write(project.root, "tools/_shared.py", "raise SystemExit\n")
    write(project.root, "tools/parts/inner.py", "raise SystemExit\n")
    write(project.root, "tools/kit/__init__.py", WEATHER.replace("def weather", "def kit_weather"))
    registry = Registry()
    assert project.install(registry).problems == ()
    assert "kit_weather" in registry.tools


def test_an_empty_folder_is_a_project_too(tmp_path: Path) -> None:
    assert Project(tmp_path).install(Registry()).items == ()


def test_two_projects_do_not_meet(tmp_path: Path) -> None:
    found: list[str] = []
    for name in ("one", "two"):
        write(tmp_path / name, "tools/own.py", WEATHER.replace("def weather", f"def {name}"))
        registry = Registry()
        Project(tmp_path / name).install(registry)
        found += registry.tools
    assert found == ["one", "two"]


async def test_watching_takes_in_what_changes(project: Project) -> None:
    registry = Registry()
    project.install(registry)
    seen: asyncio.Queue[ProjectReport] = asyncio.Queue()
    watching = asyncio.create_task(project.watch(registry, every_s=0.01, on_change=seen.put_nowait))
    write(project.root, "agents/clerk.yaml", YAML.replace("File it.", "Shred it."))
    async with asyncio.timeout(30):
        report = await seen.get()
    watching.cancel()
    await asyncio.wait([watching])
    assert report.changed == ("agents/clerk.yaml",)
    assert registry.agent("clerk").instructions == "Shred it."


async def test_a_notebook_can_use_what_was_loaded(project: Project) -> None:
    by_name = {item.name: item for item in project.load().items}
    guide = by_name["guide"]
    assert isinstance(guide, Agent)
    assert await guide("Nice", model=ScriptedModel()) == "sun in Nice"
