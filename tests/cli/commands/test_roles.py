import pytest

from tests.access.conftest import PASSWORD, Member
from tests.cli.commands.conftest import Commands
from tests.house import House


class TestRoles:
    async def test_are_made_changed_and_removed(self, pilothouse: Commands) -> None:
        assert "Made the role clerk" in await pilothouse.run("roles", "create", "clerk", "--may", "files:read")
        changed = await pilothouse.json("roles", "update", "clerk", "--may", "missions:read", "--may", "missions:run")
        assert changed["permissions"] == ["missions:read", "missions:run"]
        assert (await pilothouse.json("roles", "update", "clerk", "--rename", "purser"))["name"] == "purser"
        assert [role["name"] for role in await pilothouse.json("roles", "list")][-1] == "purser"
        assert "missions:read, missions:run" in await pilothouse.run("roles", "list")
        assert "Removed" in await pilothouse.run("roles", "remove", "purser")
        assert [role["name"] for role in await pilothouse.json("roles", "list")] == ["user", "developer", "admin"]

    async def test_are_given_to_people(self, pilothouse: Commands, house: House, member: Member) -> None:
        email = f"bob-{member.user_id}@example.com"
        api = await house.client(member)
        await api.post("/users", json={"email": email, "name": "Bob", "password": PASSWORD})
        assert "is developer, user" in await pilothouse.run("roles", "assign", email.upper(), "user", "developer")
        (user,) = [each for each in await pilothouse.json("users", "list") if each["email"] == email]
        assert user["roles"] == ["developer", "user"]

    async def test_are_made_of_permissions_that_are_explained(self, pilothouse: Commands) -> None:
        assert "Upload files" in await pilothouse.run("roles", "permissions")
        named = {each["name"] for each in await pilothouse.json("roles", "permissions")}
        assert {"admin", "audit:read"} <= named

    @pytest.mark.parametrize(
        ("arguments", "says"),
        [
            (("create", "clerk", "--may", "steam:vent"), "no permission steam:vent"),
            (("update", "nothing", "--may", "files:read"), "no role nothing"),
            (("update", "admin", "--may", "files:read"), "built in"),
            (("remove", "user"), "built in"),
            (("assign", "nobody@example.com", "user"), "no user"),
        ],
    )
    async def test_say_what_is_wrong(self, pilothouse: Commands, arguments: tuple[str, ...], says: str) -> None:
        said = await pilothouse.run("roles", *arguments, code=1)
        assert says in said.replace("\n", " ")
        assert "Traceback" not in said
