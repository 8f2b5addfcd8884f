from pathlib import Path

from pilothouse.core.errors import ErrorKind
from pilothouse.db.embedded.errors import ClusterFailedToStart, WrongMajorVersion, is_disk_full, tail


class TestTail:
    def test_is_empty_where_there_is_no_log(self, tmp_path: Path) -> None:
        assert tail(tmp_path / "log") == ""

    def test_leaves_out_what_was_said_before(self, tmp_path: Path) -> None:
        (tmp_path / "log").write_text("yesterday\ntoday\n")
        assert tail(tmp_path / "log", since_bytes=10) == "today"

    def test_keeps_whole_lines_of_a_long_log(self, tmp_path: Path) -> None:
        (tmp_path / "log").write_text("".join(f"line {number:04}\n" for number in range(1000)))
        lines = tail(tmp_path / "log").splitlines()
        assert lines[-1] == "line 0999"
        assert lines[0].startswith("line 0")
        assert len(lines) == 199


def test_a_message_says_what_happened_and_shows_the_log() -> None:
    error = ClusterFailedToStart("It did not start.", log="FATAL: one\nHINT: two", log_path=Path("/d/server.log"))
    assert error.message == (
        "It did not start. The end of the log says why. The whole log is /d/server.log.\n  | FATAL: one\n  | HINT: two"
    )
    assert error.details == {"log": "FATAL: one\nHINT: two"}


def test_they_are_failures_that_waiting_does_not_mend() -> None:
    error = WrongMajorVersion(Path("/d"), "16", "18")
    assert (error.kind, error.code, error.retryable) == (ErrorKind.UNAVAILABLE, "wrong_major_version", False)


def test_a_full_disk_is_recognised_in_what_postgresql_says() -> None:
    assert is_disk_full('PANIC:  could not write to file "pg_wal/xlogtemp.1": No space left on device')
    assert not is_disk_full("FATAL:  could not map anonymous shared memory: Cannot allocate memory")
