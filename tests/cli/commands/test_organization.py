from pathlib import Path
from zipfile import ZipFile

from tests.access.conftest import Member
from tests.cli.commands.conftest import Commands
from tests.cli.conftest import Shell


class TestOrganization:
    async def test_is_shown_and_taken_along(self, pilothouse: Commands, member: Member, tmp_path: Path) -> None:
        assert "goes on" in await pilothouse.run("organization", "show")
        target = tmp_path / "all.zip"
        assert "Wrote" in await pilothouse.run("organization", "export", str(target))
        with ZipFile(target) as archive:
            assert member.email in archive.read("tables/user_account.ndjson").decode()

    async def test_is_not_erased_by_a_key_however_strong(self, pilothouse: Commands) -> None:
        for arguments in (("erase", "Test"), ("restore",)):
            assert "sign in" in await pilothouse.run("organization", *arguments, code=1)

    def test_needs_no_password_from_the_operator_at_the_machine_and_spares_the_last(self, shell: Shell) -> None:
        done = shell.run("organization", "erase", "Default", "--data-dir", str(shell.data_dir))
        assert done.returncode == 1
        assert "last organization" in done.stderr

    async def test_says_where_nothing_can_be_written(self, pilothouse: Commands, tmp_path: Path) -> None:
        said = await pilothouse.run("organization", "export", str(tmp_path / "none" / "all.zip"), code=1)
        assert "no folder" in said
