from pathlib import Path
from urllib.parse import quote

import pytest

from pilothouse.db.embedded.credentials import Credentials


class TestCredentials:
    def test_come_back_as_they_were_written(self, tmp_path: Path) -> None:
        credentials = Credentials.generate().with_port(54321)
        credentials.write(tmp_path / "file")
        assert Credentials.read(tmp_path / "file") == credentials

    def test_need_no_escaping_in_urls_and_differ(self) -> None:
        made = [Credentials.generate() for _ in range(20)]
        passwords = [each.superuser_password for each in made] + [each.app_password for each in made]
        assert len(set(passwords)) == 40
        assert all(quote(password, safe="") == password for password in passwords)

    def test_can_be_read_by_their_owner_alone(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("older")
        (tmp_path / "file").chmod(0o644)
        Credentials.generate().write(tmp_path / "file")
        assert (tmp_path / "file").stat().st_mode & 0o777 == 0o600

    def test_are_none_where_there_is_no_file(self, tmp_path: Path) -> None:
        assert Credentials.read(tmp_path / "file") is None

    @pytest.mark.parametrize("content", ["", "[]", "{}", '{"superuser_password": 1}', "\x00\xff"])
    def test_are_none_where_the_file_is_damaged(self, tmp_path: Path, content: str) -> None:
        (tmp_path / "file").write_text(content)
        assert Credentials.read(tmp_path / "file") is None
