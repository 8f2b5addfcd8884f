import os
import subprocess
import sys
from pathlib import Path

import pytest

from pilothouse.db.embedded import probe
from pilothouse.db.embedded.probe import living_server


@pytest.fixture(params=["/proc/self/stat", "ps"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    """Both ways of looking at a process: the files of Linux, and `ps`, which every other Unix has."""
    if request.param == "ps":
        ps = tmp_path / "ps"
        ps.write_text(_PS)
        ps.chmod(0o755)
        monkeypatch.setattr(probe, "_PROC", tmp_path / "no proc here")
        monkeypatch.setattr(probe, "_PS", str(ps))
    return request.param


# What `ps -o stat= -o comm= -p PID` prints, on machines that may not have it.
_PS = f"""#!{sys.executable}
import sys
try:
    stat = open("/proc/" + sys.argv[-1] + "/stat").read()
except OSError:
    sys.exit(1)
name, _, rest = stat.partition("(")[2].rpartition(")")
print(rest.split()[0] + "s", "/somewhere/bin/" + name)
"""


class TestLivingServer:
    def test_is_none_where_nothing_is_recorded(self, tmp_path: Path) -> None:
        assert living_server(tmp_path) is None

    @pytest.mark.parametrize("content", ["", "\n", "not a number\n", "99999999999999999999\n", "4194305\n/data\n"])
    def test_is_none_where_the_record_means_nothing(self, tmp_path: Path, content: str) -> None:
        (tmp_path / "postmaster.pid").write_text(content)
        assert living_server(tmp_path) is None

    def test_is_none_for_another_program(self, tmp_path: Path, way: str) -> None:
        (tmp_path / "postmaster.pid").write_text(f"{os.getpid()}\n")
        assert living_server(tmp_path) is None

    def test_is_none_for_a_zombie(self, tmp_path: Path, way: str) -> None:
        zombie = subprocess.Popen(["/bin/true"])
        os.waitid(os.P_PID, zombie.pid, os.WEXITED | os.WNOWAIT)
        (tmp_path / "postmaster.pid").write_text(f"{zombie.pid}\n")
        assert living_server(tmp_path) is None
        zombie.wait()

    def test_is_the_process_that_works_in_the_directory(self, tmp_path: Path, way: str) -> None:
        program = tmp_path / "postgres"
        program.symlink_to("/bin/sleep")
        with subprocess.Popen([program, "60"], cwd=tmp_path) as server:
            (tmp_path / "postmaster.pid").write_text(f"{server.pid}\n{tmp_path}\n")
            assert living_server(tmp_path) == server.pid
            server.kill()
