"""Ask the embedded planner through the real loop, with the real tools, about files in a folder."""

import shutil
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
import vega_datasets

from pilothouse.agents import ArtifactRef, Completed, ProviderModel, ToolFinished, local_context, run
from pilothouse.agents.local import LocalArtifacts
from pilothouse.agents.registry import Registry
from pilothouse.llm.providers.builtin import Builtin
from pilothouse.toolbox import builtin_registry

DATA = Path(vega_datasets.__file__).parent / "_data"


@dataclass(frozen=True)
class Report:
    """What came of one question."""

    text: str
    artifacts: list[ArtifactRef]
    tools: list[ToolFinished]

    @property
    def answer(self) -> str:
        return self.text.split("\n\n")[0]

    @property
    def kinds(self) -> set[str]:
        return {each.kind for each in self.artifacts}

    @property
    def failures(self) -> list[str]:
        return [f"{each.name}: {each.summary}" for each in self.tools if not each.ok]


Ask = Callable[..., Awaitable[Report]]


@pytest.fixture(scope="session")
def registry() -> Registry:
    return builtin_registry()


@pytest.fixture
def ask(tmp_path: Path, registry: Registry) -> Ask:
    """Ask the analyst: `await ask("How many cars?", "cars.json")`, with files of vega_datasets or of one's own."""

    async def asked(question: str, *files: str | Path) -> Report:
        for file in files:
            shutil.copy(DATA / file, tmp_path)
        context = local_context(tmp_path)
        analyst, model = registry.agent("analyst"), ProviderModel(Builtin(), deadline_s=60)
        events = [event async for event in run(analyst, question, model, context, registry=registry)]
        tools = [event for event in events if isinstance(event, ToolFinished)]
        completed = events[-1]
        assert isinstance(completed, Completed)
        assert isinstance(context.artifacts, LocalArtifacts)
        return Report(completed.text, context.artifacts.saved, tools)

    return asked
