from pathlib import Path

import pytest

from pilothouse.db.embedded import locks
from pilothouse.db.embedded.errors import DataDirInUse
from pilothouse.db.embedded.locks import UserLock, one_at_a_time


class TestOneAtATime:
    def test_lets_the_next_one_in_afterwards(self, tmp_path: Path) -> None:
        for _ in range(2):
            with one_at_a_time(tmp_path / "lock"):
                pass

    def test_names_the_file_when_another_does_not_let_go(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(locks, "_TURN_TIMEOUT_S", 0.1)
        with (
            one_at_a_time(tmp_path / "lock"),
            pytest.raises(DataDirInUse, match=f"fuser {tmp_path / 'lock'}"),
            one_at_a_time(tmp_path / "lock"),
        ):
            pass


class TestUserLock:
    def test_only_the_last_to_leave_is_told_so(self, tmp_path: Path) -> None:
        first, second = UserLock(tmp_path / "users"), UserLock(tmp_path / "users")
        assert not first.release()
        assert second.release()

    def test_counts_one_user_once(self, tmp_path: Path) -> None:
        first, second = UserLock(tmp_path / "users"), UserLock(tmp_path / "users")
        first.release()
        assert not first.release()
        assert second.release()
        assert UserLock(tmp_path / "users").release()
