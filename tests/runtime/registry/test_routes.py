from pilothouse.agents.agent import Agent
from pilothouse.agents.sources import Source
from pilothouse.runtime.registry.schemas import SourceRead
from tests.house import code_of, data_of


class TestTools:
    async def test_each_tells_what_it_does_and_what_it_takes(self, api) -> None:
        tools = {tool["name"]: tool for tool in data_of(await api.get("/tools"))}
        assert {"table_profile", "table_group", "table_trend", "chart", "http_request"} <= set(tools)
        assert list(tools) == sorted(tools)
        for tool in tools.values():
            assert tool["title"]
            assert tool["description"]
            assert tool["input_schema"]["type"] == "object"
            assert tool["timeout_s"] > 0

    async def test_need_the_permission(self, house, member) -> None:
        client = await house.client(member, "agents:read")
        assert code_of(await client.get("/tools")) == (403, "permission_denied")


class TestAgents:
    async def test_each_names_the_tools_it_may_call(self, api) -> None:
        tools = {tool["name"] for tool in data_of(await api.get("/tools"))}
        agents = {agent["name"]: agent for agent in data_of(await api.get("/agents"))}
        assert "analyst" in agents
        for agent in agents.values():
            assert set(agent["tools"]) <= tools
            assert agent["description"]


class TestSearch:
    async def test_finds_tools_by_what_they_are_for(self, api) -> None:
        found = data_of(await api.get("/tools", params={"q": "draw a picture of the numbers"}))
        assert "chart" in [tool["name"] for tool in found[:3]]
        scores = [tool["score"] for tool in found]
        assert scores == sorted(scores, reverse=True)

    async def test_finds_agents_too(self, api) -> None:
        assert data_of(await api.get("/agents", params={"q": "figures from a data file"}))[0]["name"] == "analyst"


class TestOne:
    async def test_tells_where_it_comes_from_and_how_it_has_done(self, api) -> None:
        tool = data_of(await api.get("/tools/table_profile"))
        assert tool["source"]["kind"] == "builtin"
        assert tool["source"]["path"] is None
        assert tool["statistics"]["n"] == 0
        assert tool["statistics"]["success_share"] is None
        assert data_of(await api.get("/agents/analyst"))["limits"]["max_model_calls"] > 0

    async def test_that_is_not_there_is_not_found(self, api) -> None:
        assert code_of(await api.get("/tools/odd")) == (404, "unknown_tool")
        assert code_of(await api.get("/agents/odd")) == (404, "not_found")

    async def test_an_agent_whose_tool_is_missing_says_so_and_hides_no_other(self, office, office_api) -> None:
        office.platform.registry.add(Agent("lost", "Looks for a tool.", "Look.", tools=("no_such_tool",)))
        agents = {agent["name"]: agent for agent in data_of(await office_api.get("/agents"))}
        assert "no_such_tool" in agents["lost"]["problem"]
        assert (agents["lost"]["tools"], agents["analyst"]["problem"]) == (["no_such_tool"], None)

    def test_a_projects_file_is_told_without_its_place_on_the_machine(self) -> None:
        path = "/srv/tools/shop/agents/verse/poet.py"
        source = Source(path, "project", "poet", path)
        assert SourceRead.of(source).path == "agents/verse/poet.py"


class TestTrying:
    async def test_runs_one_call_and_counts_it(self, office, office_api) -> None:
        tried = data_of(await office_api.post("/tools/look_up/run", json={"arguments": {"name": "Ada"}}))
        assert (tried["ok"], tried["output"], tried["error"]) == (True, "Ada is here", None)
        assert [artifact["name"] for artifact in tried["artifacts"]] == ["note.md"]
        assert tried["citations"][0]["source"] == "book.pdf, page 3"
        statistics = data_of(await office_api.get("/tools/look_up"))["statistics"]
        assert (statistics["n"], statistics["success_share"]) == (1, 1.0)

    async def test_answers_with_the_tools_failure(self, office_api) -> None:
        tried = data_of(await office_api.post("/tools/look_up/run", json={"arguments": {"odd": 1}}))
        assert not tried["ok"]
        assert tried["error"]["code"] == "invalid_arguments"

    async def test_wants_a_confirmation_where_an_agent_would(self, office_api, deeds) -> None:
        body = {"arguments": {"to": "Ada", "amount": 1}}
        refused = await office_api.post("/tools/send_money/run", json=body)
        assert code_of(refused) == (409, "confirmation_needed")
        assert deeds.done == []
        assert data_of(await office_api.post("/tools/send_money/run", json={**body, "confirmed": True}))["ok"]
        assert len(deeds.done) == 1

    async def test_needs_the_permission(self, office, member) -> None:
        client = await office.client(member, "tools:read")
        assert code_of(await client.post("/tools/look_up/run", json={})) == (403, "permission_denied")
