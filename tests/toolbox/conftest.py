"""A folder with small data files, and a context on it."""

import shutil
from pathlib import Path

import pytest
import vega_datasets

from pilothouse.agents import ToolContext, local_context

DATA = Path(vega_datasets.__file__).parent / "_data"


@pytest.fixture
def context(tmp_path: Path) -> ToolContext:
    for name in ("cars.json", "stocks.csv", "seattle-weather.csv", "barley.json"):
        shutil.copy(DATA / name, tmp_path)
    (tmp_path / "notes.txt").write_text("Ä note.\n" * 2_000)
    return local_context(tmp_path)
