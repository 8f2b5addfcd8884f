import asyncio
import os
import shutil
import signal
import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from pilothouse.db.embedded import Cluster, bringup, probe, start_cluster, stop_cluster
from pilothouse.db.embedded.errors import DatabasePortTaken, DataDirInUse
from pilothouse.db.embedded.probe import living_server
from tests.db.embedded.conftest import Start, ask
from tests.db.embedded.neighbour import Neighbour
from tests.processes import kill


class TestLeftBehind:
    """What a crash leaves in the data directory does not keep the server from starting again."""

    async def test_a_killed_server_recovers_what_was_committed(self, start: Start, data_dir: Path) -> None:
        first = start(data_dir)
        await ask(first.owner_url, "create table kept as select generate_series(1, 1000) as id")
        kill(living_server(first.data_dir))
        assert (first.data_dir / "postmaster.pid").exists()
        second = start(data_dir)
        assert second.started_here
        assert await ask(second.owner_url, "select count(*) from kept") == 1000

    async def test_the_number_of_a_zombie(self, start: Start, data_dir: Path) -> None:
        stopped = start(data_dir)
        stop_cluster(stopped)
        with zombie() as pid:
            record(stopped, pid)
            assert await ask(start(data_dir).app_url, "select 1") == 1

    async def test_the_number_of_another_program(self, start: Start, data_dir: Path) -> None:
        stopped = start(data_dir)
        stop_cluster(stopped)
        record(stopped, os.getpid())
        assert await ask(start(data_dir).app_url, "select 1") == 1

    async def test_the_number_of_another_clusters_server(self, start: Start, place: Path, data_dir: Path) -> None:
        other = start(place / "other")
        stopped = start(data_dir)
        stop_cluster(stopped)
        pid = living_server(other.data_dir)
        assert pid is not None
        record(stopped, pid)
        assert await ask(start(data_dir).app_url, "select 1") == 1
        assert living_server(other.data_dir) == pid

    async def test_the_socket_of_a_killed_server(self, start: Start, data_dir: Path) -> None:
        stopped = start(data_dir)
        stop_cluster(stopped)
        with socket.socket(socket.AF_UNIX) as dead:
            dead.bind(str(stopped.data_dir.parent / "socket" / ".s.PGSQL.5432"))
        assert await ask(start(data_dir).app_url, "select 1") == 1


class TestKilledWhileStarting:
    @pytest.mark.parametrize("after_s", [0.05, 0.2, 0.35, 0.5, 0.6, 0.7, 0.8])
    async def test_the_next_start_succeeds_whatever_was_half_done(
        self, start: Start, data_dir: Path, neighbour: Callable[..., Neighbour], after_s: float
    ) -> None:
        killed = neighbour(data_dir)
        killed.go()
        await asyncio.sleep(after_s)
        killed.end()
        cluster = start(data_dir)
        assert await ask(cluster.app_url, "select current_user::text") == "pilothouse_app"
        assert await ask(cluster.owner_url, "select '[1]'::vector <-> '[3]'") == pytest.approx(2.0)


class TestHeld:
    def test_a_server_that_hangs_is_named_and_left_alone(
        self, data_dir: Path, start: Start, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(bringup, "_HANG_TIMEOUT_S", 1)
        monkeypatch.setattr(probe, "_CONNECT_TIMEOUT_S", 1)
        pid = living_server(start(data_dir).data_dir)
        assert pid is not None
        os.kill(pid, signal.SIGSTOP)
        try:
            with pytest.raises(DataDirInUse, match=f"held by process {pid}"):
                start_cluster(data_dir)
            assert living_server(data_dir / "postgres" / "data") == pid
        finally:
            os.kill(pid, signal.SIGCONT)


class TestPort:
    """A data directory whose path is too long for a socket is served on a port of 127.0.0.1."""

    @pytest.fixture
    def data_dir(self, place: Path) -> Path:
        return place / ("long " * 40) / ("path " * 40) / "d"

    @pytest.fixture
    def listener(self) -> Iterator[socket.socket]:
        with socket.socket() as listener:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            yield listener

    async def test_serves_a_very_long_path_and_keeps_its_port(self, start: Start, data_dir: Path) -> None:
        first = start(data_dir)
        assert first.port is not None
        assert f"@127.0.0.1:{first.port}/" in first.app_url
        assert await ask(first.app_url, "show listen_addresses") == "127.0.0.1"
        assert start(data_dir).started_here is False
        kill(living_server(first.data_dir))
        assert start(data_dir).app_url == first.app_url

    async def test_moves_to_another_port_when_a_program_took_its_own(
        self, start: Start, data_dir: Path, listener: socket.socket, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(probe, "_CONNECT_TIMEOUT_S", 1)
        first = start(data_dir)
        stop_cluster(first)
        listener.bind(("127.0.0.1", first.port))
        listener.listen()
        said: list[str] = []
        second = start(data_dir, progress=said.append)
        assert second.port != first.port
        assert f"Port {first.port} is taken by another program; the database moves to port {second.port}" in said
        assert await ask(second.app_url, "select 1") == 1

    async def test_does_not_mistake_a_copy_on_its_port_for_itself(
        self, start: Start, data_dir: Path, place: Path
    ) -> None:
        original = start(data_dir)
        stop_cluster(original)
        copy = place / ("copy " * 40) / "d"
        shutil.copytree(data_dir, copy)
        take_ownership_of(copy, like=data_dir)
        await ask(start(data_dir).owner_url, "create table only_in_the_original (id int)")
        beside = start(copy)
        assert beside.started_here
        assert beside.port != original.port
        assert await ask(beside.app_url, "select to_regclass('only_in_the_original')") is None

    def test_gives_up_when_every_port_is_taken_in_the_last_moment(
        self, data_dir: Path, listener: socket.socket, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        taken = listener.getsockname()[1]
        monkeypatch.setattr(bringup, "_free_port", lambda: taken)
        monkeypatch.setattr(bringup, "_START_TRIES", 2)
        with pytest.raises(DatabasePortTaken, match=f"Port {taken} ") as failure:
            start_cluster(data_dir)
        assert "Address already in use" in failure.value.details["log"]


@contextmanager
def zombie() -> Iterator[int]:
    """A process that is dead and not yet buried."""
    process = subprocess.Popen(["/bin/true"])
    os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
    yield process.pid
    process.wait()


def record(cluster: Cluster, pid: int) -> None:
    """Leave the lock files that a server with this number would have left."""
    pid_file = cluster.data_dir / "postmaster.pid"
    pid_file.write_text(f"{pid}\n{cluster.data_dir}\n1700000000\n5432\n\n\n\nready\n")
    pid_file.chmod(0o644)
    socket_lock = cluster.data_dir.parent / "socket" / ".s.PGSQL.5432.lock"
    socket_lock.write_text(f"{pid}\n{cluster.data_dir}\n1700000000\n5432\n{socket_lock.parent}\n")


def take_ownership_of(copy: Path, *, like: Path) -> None:
    """Give a copied home to the account that owns the original."""
    owner = (like / "postgres").stat()
    for path in ((copy / "postgres"), *(copy / "postgres").rglob("*")):
        os.chown(path, owner.st_uid, owner.st_gid)
