import sys
from pathlib import Path

import pytest

from pilothouse.core.plugins import import_modules, load_entry_points


def test_modules_are_imported_by_name_and_private_ones_are_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "plugin_folder"
    folder.mkdir()
    for name in ("__init__", "zebra", "apple", "_hidden"):
        (folder / f"{name}.py").write_text("")
    monkeypatch.syspath_prepend(tmp_path)
    package = __import__("plugin_folder")
    assert [module.__name__ for module in import_modules(package)] == ["plugin_folder.apple", "plugin_folder.zebra"]
    assert "plugin_folder._hidden" not in sys.modules


def test_entry_points_of_outside_packages_are_loaded_and_broken_ones_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    information = tmp_path / "acme-1.0.dist-info"
    information.mkdir()
    (information / "METADATA").write_text("Metadata-Version: 2.1\nName: acme\nVersion: 1.0\n")
    (information / "entry_points.txt").write_text(
        "[pilothouse.test]\ngood = acme_good:VALUE\nbroken = acme_gone:VALUE\n"
    )
    (tmp_path / "acme_good.py").write_text("VALUE = 42\n")
    monkeypatch.syspath_prepend(tmp_path)
    assert load_entry_points("pilothouse.test") == [42]
