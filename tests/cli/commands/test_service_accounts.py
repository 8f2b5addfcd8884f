import pytest

from tests.access.conftest import Member
from tests.cli.commands.conftest import Commands
from tests.house import House, data_of

NOBODY = "nobody-00000000@service.invalid"


@pytest.fixture
async def handle(pilothouse: Commands) -> str:
    """A service account that may do what users may."""
    made = await pilothouse.json("service-accounts", "create", "Nightly report", "--for", "CI at 02:00")
    return made["email"]


class TestServiceAccounts:
    async def test_are_made_and_listed(self, pilothouse: Commands, handle: str) -> None:
        (account,) = await pilothouse.json("service-accounts", "list")
        assert (account["email"], account["description"], account["roles"]) == (handle, "CI at 02:00", ["user"])
        said = await pilothouse.run("service-accounts", "list")
        assert "Nightly" in said
        said = await pilothouse.run("service-accounts", "create", "Other", "--role", "developer")
        assert "Made Other, developer" in said

    async def test_act_with_keys_that_are_shown_once(
        self, pilothouse: Commands, house: House, handle: str, member: Member
    ) -> None:
        assert "has no keys" in await pilothouse.run("service-accounts", "keys", handle)
        said = await pilothouse.run(
            "service-accounts", "create-key", handle, "--name", "ci", "--scope", "missions:read"
        )
        key = next(word for word in said.split() if word.startswith("ph_"))
        program = await house.client()
        me = data_of(await program.get("/auth/me", headers={"Authorization": f"Bearer {key}"}))
        assert (me["email"], me["permissions"]) == (handle, ["missions:read"])
        (listed,) = await pilothouse.json("service-accounts", "keys", handle)
        said = await pilothouse.run("service-accounts", "keys", handle)
        assert key not in said
        assert "ci" in said
        new = await pilothouse.json("service-accounts", "rotate-key", handle, listed["id"], "--overlap", "0")
        assert new["key"].startswith("ph_")
        assert "Revoked" in await pilothouse.run("service-accounts", "revoke-key", new["id"])
        assert (await program.get("/auth/me", headers={"Authorization": f"Bearer {new['key']}"})).status_code == 401

    async def test_are_deactivated_and_given_roles_by_their_handle(self, pilothouse: Commands, handle: str) -> None:
        await pilothouse.run("users", "deactivate", handle)
        await pilothouse.run("roles", "assign", handle, "developer")
        (account,) = await pilothouse.json("service-accounts", "list")
        assert (account["is_active"], account["roles"]) == (False, ["developer"])

    async def test_are_removed(self, pilothouse: Commands, handle: str) -> None:
        assert "Removed" in await pilothouse.run("service-accounts", "remove", handle)
        assert "none" in await pilothouse.run("service-accounts", "list")

    @pytest.mark.parametrize(
        ("arguments", "says"),
        [
            (("create", "Up", "--role", "captain"), "captain"),
            (("remove", NOBODY), "no user"),
            (("create-key", NOBODY, "--name", "ci"), "no user"),
            (("revoke-key", "0198c0de-0000-7000-8000-000000000000"), "no API key"),
        ],
        ids=["role", "remove", "key", "revoke"],
    )
    async def test_say_what_is_wrong(self, pilothouse: Commands, arguments: tuple[str, ...], says: str) -> None:
        said = await pilothouse.run("service-accounts", *arguments, code=1)
        assert says in said.replace("\n", " ")
