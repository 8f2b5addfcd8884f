"""Every built-in tool keeps the contract of tools."""

import shutil
from pathlib import Path
from typing import Any, ClassVar

import pytest

from pilothouse.agents import Tool, ToolContext, local_context
from pilothouse.testing.contracts import ToolContract
from pilothouse.toolbox import builtin_registry
from pilothouse.toolbox.chart import chart
from pilothouse.toolbox.files import files_list, files_read
from pilothouse.toolbox.files_search import files_search
from pilothouse.toolbox.files_write import files_write
from pilothouse.toolbox.python import python
from pilothouse.toolbox.search import search
from pilothouse.toolbox.settings import ToolboxSettings
from pilothouse.toolbox.sql_query import sql_query, sql_schema
from pilothouse.toolbox.table_correlate import table_correlate
from pilothouse.toolbox.table_group import table_group
from pilothouse.toolbox.table_outliers import table_outliers
from pilothouse.toolbox.table_profile import table_profile
from pilothouse.toolbox.table_top import table_top
from pilothouse.toolbox.table_trend import table_trend
from tests.toolbox.conftest import DATA


class OnCars(ToolContract):
    """A tool in a folder that holds cars.json."""

    arguments: ClassVar[dict[str, Any]] = {"file": "cars.json"}

    @pytest.fixture
    def context(self, tmp_path: Path) -> ToolContext:
        shutil.copy(DATA / "cars.json", tmp_path)
        return local_context(tmp_path)


class TestFilesList(OnCars):
    tool: ClassVar[Tool] = files_list
    arguments: ClassVar[dict[str, Any]] = {}


class TestFilesRead(OnCars):
    tool: ClassVar[Tool] = files_read


class TestFilesSearch(OnCars):
    tool: ClassVar[Tool] = files_search
    arguments: ClassVar[dict[str, Any]] = {"text": "chevrolet"}


class TestFilesWrite(OnCars):
    tool: ClassVar[Tool] = files_write
    arguments: ClassVar[dict[str, Any]] = {"name": "a.md", "text": "# A"}


class TestPython(OnCars):
    tool: ClassVar[Tool] = python
    arguments: ClassVar[dict[str, Any]] = {"code": "1 + 1"}

    @pytest.fixture
    def context(self, tmp_path: Path) -> ToolContext:
        return local_context(tmp_path, settings={ToolboxSettings: ToolboxSettings(python_isolation="weak")})


class TestSearch(OnCars):
    tool: ClassVar[Tool] = search
    arguments: ClassVar[dict[str, Any]] = {"query": "cars"}

    @pytest.fixture
    def context(self, tmp_path: Path) -> ToolContext:
        (tmp_path / "knowledge").mkdir()
        settings = ToolboxSettings(knowledge_dir=tmp_path / "knowledge")
        return local_context(tmp_path, settings={ToolboxSettings: settings})


class TestSqlQuery(OnCars):
    tool: ClassVar[Tool] = sql_query
    arguments: ClassVar[dict[str, Any]] = {"query": "select count(*) from cars", "files": ["cars.json"]}


class TestSqlSchema(OnCars):
    tool: ClassVar[Tool] = sql_schema
    arguments: ClassVar[dict[str, Any]] = {"files": ["cars.json"]}


class TestTableProfile(OnCars):
    tool: ClassVar[Tool] = table_profile


class TestTableGroup(OnCars):
    tool: ClassVar[Tool] = table_group


class TestTableTrend(OnCars):
    tool: ClassVar[Tool] = table_trend
    arguments: ClassVar[dict[str, Any]] = {"file": "cars.json", "time": "Year"}


class TestTableTop(OnCars):
    tool: ClassVar[Tool] = table_top
    arguments: ClassVar[dict[str, Any]] = {"file": "cars.json", "column": "Horsepower"}


class TestTableOutliers(OnCars):
    tool: ClassVar[Tool] = table_outliers
    arguments: ClassVar[dict[str, Any]] = {"file": "cars.json", "column": "Horsepower"}


class TestTableCorrelate(OnCars):
    tool: ClassVar[Tool] = table_correlate


class TestChart(OnCars):
    tool: ClassVar[Tool] = chart
    arguments: ClassVar[dict[str, Any]] = {"file": "cars.json", "kind": "bar", "title": "Cars", "x": "Origin"}


def test_every_tool_of_the_folder_is_registered() -> None:
    contracts = [each.tool.name for each in OnCars.__subclasses__()]
    web_tools = ["extract", "http_request", "http_send"]  # which need a server; see their own tests
    own = [
        name
        for name, tool in builtin_registry().tools.items()
        if tool.function.__module__.startswith("pilothouse.toolbox.")
    ]
    assert sorted([*contracts, *web_tools]) == sorted(own)


def test_the_default_agent_is_registered() -> None:
    assert "analyst" in builtin_registry().agents
