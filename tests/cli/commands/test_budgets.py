import pytest

from tests.access.conftest import Member
from tests.cli.commands.conftest import Commands


class TestBudgets:
    async def test_are_made_listed_and_removed(self, pilothouse: Commands) -> None:
        assert "There are no budgets" in await pilothouse.run("budgets", "list")
        made = await pilothouse.json("budgets", "create", "agent:writer", "--limit", "5", "--period", "daily")
        assert (made["scope_kind"], made["scope_id"], made["limit_usd"], made["is_hard"]) == (
            "agent", "writer", "5.000000", True,
        )  # fmt: skip
        listed = await pilothouse.run("budgets", "list")
        assert "agent:writer" in listed
        assert "$5.00" in listed
        assert made["id"][:18] in listed
        assert "Removed" in await pilothouse.run("budgets", "delete", made["id"][:18])
        assert await pilothouse.json("budgets", "list") == []

    async def test_can_be_put_on_the_organization_without_its_id(self, pilothouse: Commands, member: Member) -> None:
        said = await pilothouse.run(
            "budgets", "create", "organization", "--limit", "100", "--soft", "--threshold", "90"
        )
        assert "organization, monthly: $0.00 of $100.00 spent" in said
        (budget,) = await pilothouse.json("budgets", "list")
        assert budget["scope_id"] == str(member.organization_id)
        assert (budget["is_hard"], budget["thresholds"]) == (False, [90])
        assert "only counts" in await pilothouse.run("budgets", "list")

    async def test_are_changed_raised_and_switched_by_the_beginning_of_their_id(self, pilothouse: Commands) -> None:
        made = await pilothouse.json("budgets", "create", "model:gpt-4o", "--limit", "5")
        beginning = made["id"][:13]
        assert (await pilothouse.json("budgets", "edit", beginning, "--limit", "6"))["limit_usd"] == "6.000000"
        raised = await pilothouse.json("budgets", "raise", beginning, "--to", "50", "--until", "2h")
        assert (raised["raised_usd"], raised["limit_usd"]) == ("50.000000", "6.000000")
        assert "raised until" in await pilothouse.run("budgets", "list")
        assert (await pilothouse.json("budgets", "shut-off", beginning))["shut_off_at"] is not None
        assert "off" in await pilothouse.run("budgets", "list")
        assert (await pilothouse.json("budgets", "reopen", beginning))["shut_off_at"] is None

    @pytest.mark.parametrize(
        ("arguments", "says"),
        [
            (("edit", "0", "--limit", "1"), "No budget"),
            (("raise", "0", "--to", "1", "--until", "soon"), "no time"),
            (("edit", "0"), "--limit 50"),
            (("create", "agent:x", "--limit", "much"), "limit_usd"),
        ],
    )
    async def test_say_what_is_wrong(self, pilothouse: Commands, arguments: tuple[str, ...], says: str) -> None:
        said = await pilothouse.run("budgets", *arguments, code=1)
        assert says in said.replace("\n", " ")
        assert "Traceback" not in said

    async def test_tell_their_alerts(self, pilothouse: Commands) -> None:
        assert "No budget has told anything yet" in await pilothouse.run("budgets", "alerts")
        assert await pilothouse.json("budgets", "alerts") == []
