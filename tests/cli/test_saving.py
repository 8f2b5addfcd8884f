"""Artifacts on this machine."""

from pilothouse.cli.saving import free_name


class TestFreeName:
    def test_artifacts_of_one_name_get_files_of_their_own(self) -> None:
        taken: set[str] = set()
        assert [free_name(name, taken) for name in ("chart", "chart", "report", "chart")] == [
            "chart", "chart-2", "report", "chart-3",
        ]  # fmt: skip
