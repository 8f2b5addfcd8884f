import pytest

from pilothouse.agents import Agent
from tests.cli.commands.conftest import Commands
from tests.cli.commands.test_tools import money  # noqa: F401 - a fixture
from tests.house import House

BANKER = Agent("banker", "Sends money.", "Send money.", tools=("send_money",))


@pytest.fixture
async def waiting(pilothouse: Commands, house: House, money) -> str:
    """A run that waits for a person; the id of its approval."""
    house.platform.registry.add(BANKER)
    said = await pilothouse.run("agents", "run", "banker", "Send money: an amount of 5", code=1)
    assert "waits for approval" in said
    (approval,) = await pilothouse.json("approvals", "list")
    return approval["id"]


class TestApprovals:
    async def test_nothing_waits(self, pilothouse: Commands) -> None:
        assert "Nothing is pending" in await pilothouse.run("approvals", "list")

    async def test_a_call_that_waits_is_listed_and_shown(self, pilothouse: Commands, waiting: str) -> None:
        assert "send_money(amount=5)" in await pilothouse.run("approvals", "list")
        assert '"amount": 5' in await pilothouse.run("approvals", "show", waiting[:30])

    async def test_an_approved_call_runs_once_with_the_arguments_it_was_given(
        self, pilothouse: Commands, waiting: str, money
    ) -> None:
        assert "Approved" in await pilothouse.run("approvals", "approve", waiting, "--arguments", '{"amount": 4}')
        run = (await pilothouse.json("approvals", "show", waiting))["run_id"]
        while not money:
            await pilothouse.json("approvals", "show", waiting)
        assert money == [4]
        assert run
        said = await pilothouse.run("approvals", "approve", waiting, code=1)
        assert "Traceback" not in said
        assert money == [4]

    async def test_a_refused_call_never_runs(self, pilothouse: Commands, waiting: str, money) -> None:
        refused = await pilothouse.json("approvals", "refuse", waiting, "--reason", "Too much.")
        assert (refused["state"], refused["reason"]) == ("refused", "Too much.")
        assert await pilothouse.json("approvals", "list") == []
        assert money == []

    @pytest.mark.parametrize(
        ("arguments", "says"),
        [(("approve", "0"), "an id that begins with '0'"), (("approve", "x" * 36, "--arguments", "5"), "JSON object")],
    )
    async def test_say_what_is_wrong(self, pilothouse: Commands, arguments, says: str) -> None:
        assert says in (await pilothouse.run("approvals", *arguments, code=1)).replace("\n", " ")
