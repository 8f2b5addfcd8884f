import httpx2
import pytest

from tests.access.conftest import PASSWORD, Member
from tests.cli.commands.conftest import Commands
from tests.house import House, open_house

SETTINGS = {"access": {"sign_up": "invite"}}


@pytest.fixture
async def house(cluster, tmp_path):
    """The application of an operator who lets people be invited."""
    async with open_house(cluster, tmp_path, **SETTINGS) as house:
        yield house


class TestUsers:
    async def test_are_listed(self, pilothouse: Commands, member: Member) -> None:
        said = await pilothouse.run("users", "list")
        assert member.email in said
        assert "admin" in said
        (user,) = await pilothouse.json("users", "list")
        assert user["id"] == str(member.user_id)

    async def test_are_invited_and_invitations_taken_back(self, pilothouse: Commands, member: Member) -> None:
        assert "no invitations" in await pilothouse.run("users", "invitations")
        email = f"guest-{member.user_id}@example.com"
        assert f"Invited {email} as developer" in await pilothouse.run("users", "invite", email, "--role", "developer")
        assert (await pilothouse.json("users", "invite", email))["role"] == "user"
        newest, oldest = await pilothouse.json("users", "invitations")
        assert [newest["state"], oldest["state"]] == ["open", "revoked"]
        assert email in await pilothouse.run("users", "invitations")
        assert "Revoked" in await pilothouse.run("users", "revoke-invitation", newest["id"])
        assert {each["state"] for each in await pilothouse.json("users", "invitations")} == {"revoked"}

    async def test_are_let_in_no_longer_and_again(self, pilothouse: Commands, house: House, member: Member) -> None:
        email = f"bob-{member.user_id}@example.com"
        api = await house.client(member)
        await api.post("/users", json={"email": email, "name": "Bob", "password": PASSWORD})
        assert "have ended" in await pilothouse.run("users", "deactivate", email.upper())
        login = {"email": email, "password": PASSWORD, "delivery": "body"}
        nobody = await house.client()
        assert (await nobody.post("/auth/login", json=login)).status_code == 401
        assert "Active again" in await pilothouse.run("users", "activate", email)
        assert (await nobody.post("/auth/login", json=login)).status_code == 200

    async def test_get_a_link_for_a_new_password(self, pilothouse: Commands, house: House, member: Member) -> None:
        said = await pilothouse.run("users", "reset-password", member.email)
        link = next(word for word in said.split() if word.startswith("http"))
        form = {"token": link.partition("#token=")[2], "password": "five red foxes sleeping"}
        nobody: httpx2.AsyncClient = await house.client()
        assert (await nobody.post("/auth/password/reset", json=form)).status_code == 200

    async def test_get_help_with_a_lost_second_factor(self, pilothouse: Commands, house: House, member: Member) -> None:
        email = f"cleo-{member.user_id}@example.com"
        api = await house.client(member)
        await api.post("/users", json={"email": email, "name": "Cleo", "password": PASSWORD})
        assert "Removed" in await pilothouse.run("users", "reset-second-factor", email)

    async def test_need_no_second_factor_any_longer(self, pilothouse: Commands) -> None:
        assert "no longer" in await pilothouse.run("users", "require-second-factor", "--off")

    @pytest.mark.parametrize(
        ("arguments", "says"),
        [
            (("deactivate", "nobody@example.com"), "no user"),
            (("reset-password", "nobody@example.com"), "no user"),
            (("reset-second-factor", "nobody@example.com"), "no user"),
            (("require-second-factor",), "Add a second factor to your own account"),
            (("invite", "none"), "email"),
            (("invite", "a@example.com", "--role", "captain"), "captain"),
            (("revoke-invitation", "0198c0de-0000-7000-8000-000000000000"), "no invitation"),
        ],
    )
    async def test_say_what_is_wrong(self, pilothouse: Commands, arguments: tuple[str, ...], says: str) -> None:
        said = await pilothouse.run("users", *arguments, code=1)
        assert says in said.replace("\n", " ")
        assert "Traceback" not in said

    async def test_cannot_lock_themselves_out(self, pilothouse: Commands, member: Member) -> None:
        assert "yourself" in await pilothouse.run("users", "deactivate", member.email, code=1)
