import asyncio
from pathlib import Path

import pytest
from pydantic import SecretStr

from pilothouse.access.secrets.file import FileSecrets
from pilothouse.core.errors import InvalidInput


@pytest.fixture
def secrets(tmp_path: Path) -> FileSecrets:
    return FileSecrets(tmp_path / "secrets")


class TestFileSecrets:
    async def test_knows_nothing_at_first(self, secrets: FileSecrets) -> None:
        assert await secrets.get("mail_password") is None

    async def test_keeps_a_secret_for_the_next_process(self, secrets: FileSecrets, tmp_path: Path) -> None:
        await secrets.replace("mail_password", SecretStr("çeci n'est pas"))
        assert await FileSecrets(tmp_path / "secrets").get("mail_password") == SecretStr("çeci n'est pas")

    async def test_lets_only_the_owner_read_it(self, secrets: FileSecrets, tmp_path: Path) -> None:
        await secrets.create("one", SecretStr("1"))
        await secrets.replace("two", SecretStr("2"))
        modes = {path.name: path.stat().st_mode & 0o777 for path in (tmp_path / "secrets").iterdir()}
        assert modes == {"one": 0o600, "two": 0o600}
        assert (tmp_path / "secrets").stat().st_mode & 0o777 == 0o700

    async def test_does_not_create_twice(self, secrets: FileSecrets) -> None:
        assert await secrets.create("key", SecretStr("first")) == SecretStr("first")
        assert await secrets.create("key", SecretStr("second")) == SecretStr("first")

    async def test_agrees_on_one_when_many_create_at_once(self, secrets: FileSecrets, tmp_path: Path) -> None:
        others = [FileSecrets(tmp_path / "secrets") for _ in range(20)]
        made = await asyncio.gather(
            *(other.create("key", SecretStr(f"value {number}")) for number, other in enumerate(others))
        )
        assert set(made) == {await secrets.get("key")}
        assert [path.name for path in (tmp_path / "secrets").iterdir()] == ["key"]

    @pytest.mark.parametrize("name", ["../escape", "a/b", "", "UPPER", ".hidden", "x" * 65])
    async def test_takes_no_name_that_leaves_its_folder(self, secrets: FileSecrets, name: str) -> None:
        with pytest.raises(InvalidInput):
            await secrets.replace(name, SecretStr("x"))

    async def test_does_not_show_what_it_holds(self, secrets: FileSecrets) -> None:
        await secrets.replace("key", SecretStr("hunter2"))
        value = await secrets.get("key")
        assert "hunter2" not in f"{secrets!r} {value!r} {value}"
