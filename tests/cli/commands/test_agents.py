import json

from pilothouse.agents import AgentContext, agent
from tests.cli.commands.conftest import Commands
from tests.house import House

QUESTION = "Which origin has the highest average mpg?"


class TestAgents:
    async def test_are_listed_and_shown(self, pilothouse: Commands) -> None:
        assert "analyst" in await pilothouse.run("agents", "list")
        found = await pilothouse.json("agents", "list", "--search", "figures from a data file")
        assert found[0]["name"] == "analyst"
        said = await pilothouse.run("agents", "show", "analyst")
        assert "table_profile" in said
        assert "max_model_calls" in said

    async def test_answer_and_keep_what_they_make(self, pilothouse: Commands, cars, tmp_path) -> None:
        folder = tmp_path / "made"
        said = await pilothouse.run("agents", "run", "analyst", QUESTION, "-f", str(cars), "--save", str(folder))
        assert "table_profile" in said
        assert "Japan" in said
        assert [path for path in folder.iterdir() if path.suffix == ".csv"]
        run = await pilothouse.json("agents", "run", "analyst", QUESTION, "-f", str(cars))
        assert run["state"] == "completed"
        assert "Japan" in run["answer"]
        assert {each["name"] for each in run["tools"]} >= {"table_profile", "table_group"}

    async def test_return_what_their_function_returns(self, pilothouse: Commands, house: House) -> None:
        @agent
        async def counter(ctx: AgentContext, text: str) -> dict[str, int]:
            """Count the letters."""
            return {"letters": len(text)}

        house.platform.registry.add(counter)
        run = await pilothouse.json("agents", "run", "counter", "hello")
        assert json.loads(run["answer"]) == {"letters": 5}

    async def test_are_chosen_by_what_is_asked(self, pilothouse: Commands, cars) -> None:
        run = await pilothouse.json("agents", "run", "auto", f"Answer from the data file: {QUESTION}", "-f", str(cars))
        assert run["agent"] in {"analyst", "buddy"}

    async def test_say_what_is_wrong(self, pilothouse: Commands, house: House) -> None:
        assert "There is no agent 'nobody'" in await pilothouse.run("agents", "run", "nobody", "x", code=1)

        @agent
        async def broken(ctx: AgentContext, text: str) -> str:
            """Break."""
            raise ValueError(text)

        house.platform.registry.add(broken)
        said = await pilothouse.run("agents", "run", "broken", "secret words", code=1)
        assert "✗" in said
        assert "Traceback" not in said
