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
