import os
from pathlib import Path

import pytest

from pilothouse.db.embedded.layout import Layout, make_root


class TestSocketDir:
    def test_is_in_the_home(self) -> None:
        layout = Layout(Path("/d"), Path("/d/postgres"))
        assert layout.socket_dir == Path("/d/postgres/socket")

    @pytest.mark.parametrize("name", ["x" * 90, "ü" * 45, "a,b", "line\nbreak", "\udcff"])
    def test_is_none_where_no_socket_can_be_reached_by_url(self, name: str) -> None:
        assert Layout(Path("/d"), Path("/d") / name).socket_dir is None


class TestMakeRoot:
    def test_closes_a_new_data_directory_to_others(self, tmp_path: Path) -> None:
        make_root(tmp_path / "new" / "d")
        mode = (tmp_path / "new" / "d").stat().st_mode & 0o777
        assert mode == (0o711 if os.geteuid() == 0 else 0o700)

    def test_leaves_an_existing_one_as_it_is(self, tmp_path: Path) -> None:
        tmp_path.chmod(0o750)
        make_root(tmp_path)
        assert tmp_path.stat().st_mode & 0o777 == 0o750

    def test_refuses_a_file(self, tmp_path: Path) -> None:
        (tmp_path / "file").touch()
        with pytest.raises(FileExistsError):
            make_root(tmp_path / "file")
