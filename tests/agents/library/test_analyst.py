from pilothouse.agents.library.analyst import analyst
from pilothouse.testing.contracts import AgentContract
from pilothouse.toolbox import builtin_registry


def test_has_every_tool_for_tables_files_and_charts_and_no_others() -> None:
    names = {tool.name for tool in builtin_registry().select(analyst.tools)}
    assert {"files_list", "table_profile", "table_trend", "chart"} <= names
    assert "http_request" not in names


class TestAnalyst(AgentContract):
    agent = analyst
