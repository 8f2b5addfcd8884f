import pytest

from pilothouse.agents import ToolContext, tool
from tests.cli.commands.conftest import Commands
from tests.house import House

SENT: list[float] = []


@tool(confirm=True)
async def send_money(ctx: ToolContext, amount: float) -> str:
    """Send money.

    Args:
        amount: how much.
    """
    SENT.append(amount)
    return f"Sent {amount:g}."


@pytest.fixture
def money(house: House):
    SENT.clear()
    house.platform.registry.add(send_money)
    return SENT


class TestTools:
    async def test_are_listed_with_how_they_have_done(self, pilothouse: Commands) -> None:
        said = await pilothouse.run("tools", "list")
        assert "table_top" in said
        names = {each["name"] for each in await pilothouse.json("tools", "list", "--category", "connector")}
        assert "http_request" in names
        assert "table_top" not in names

    async def test_are_found_by_meaning(self, pilothouse: Commands) -> None:
        (first, *others) = await pilothouse.json("tools", "search", "draw a picture of the figures", "--limit", "3")
        assert first["name"] == "chart"
        assert len(others) == 2

    async def test_show_their_arguments(self, pilothouse: Commands, money) -> None:
        said = await pilothouse.run("tools", "show", "send_money")
        assert "amount" in said
        assert "how much" in said
        assert "A person approves each call." in said

    async def test_are_called_with_files(self, pilothouse: Commands, cars) -> None:
        tried = await pilothouse.json("tools", "run", "table_profile", "file=cars.csv", "--file", str(cars))
        assert tried["ok"]
        assert tried["output"]["rows"] > 0
        assert "rows" in await pilothouse.run("tools", "run", "table_profile", "file=cars.csv", "--file", str(cars))

    async def test_save_what_they_make(self, pilothouse: Commands, cars, tmp_path) -> None:
        folder = tmp_path / "made"
        arguments = (
            "file=cars.csv",
            "by=origin",
            "save_as=by_origin",
            "--file",
            str(cars),
            "--save",
            str(folder),
        )
        tried = await pilothouse.json("tools", "run", "table_group", *arguments)
        assert tried["ok"], tried
        assert [path for path in folder.iterdir() if path.stat().st_size]

    async def test_ask_before_they_change_something(self, pilothouse: Commands, money) -> None:
        said = await pilothouse.run("tools", "run", "send_money", "amount=5", code=1)
        assert "--yes" in said or "Aborted" in said
        assert money == []
        assert (await pilothouse.json("tools", "run", "send_money", "amount=5", "--yes"))["output"] == "Sent 5."
        assert money == [5]

    @pytest.mark.parametrize(
        ("arguments", "says"),
        [
            (("nothing_like_it",), "There is no tool"),
            (("table_top", "fil=x"), "There is no argument 'fil'"),
            (("table_profile", "file=no.csv"), "no.csv"),
            (("table_top", "--file", "no.csv"), "There is no file no.csv"),
        ],
    )
    async def test_say_what_is_wrong(self, pilothouse: Commands, arguments, says: str) -> None:
        said = await pilothouse.run("tools", "run", *arguments, code=1)
        assert says in said.replace("\n", " ")
        assert "Traceback" not in said
