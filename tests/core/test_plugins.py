import sys
from importlib import import_module
from pathlib import Path

import pytest

from pilothouse.core.plugins import import_modules, load_entry_points


@pytest.fixture
def package(tmp_path: Path, monkeypatch):
    """Make a package of some modules and import it."""

    def make(**modules: str):
        name = f"made_{tmp_path.name.replace('-', '_')}"
        folder = tmp_path / name
        folder.mkdir()
        (folder / "__init__.py").touch()
        for module, source in modules.items():
            (folder / f"{module}.py").write_text(source)
        monkeypatch.syspath_prepend(tmp_path)
        return import_module(name)

    yield make
    for name in [name for name in sys.modules if name.startswith("made_")]:
        del sys.modules[name]


class TestImportModules:
    def test_imports_every_module_by_name(self, package):
        found = import_modules(package(pear="x = 1", apple="x = 2"))
        assert [module.x for module in found] == [2, 1]

    def test_leaves_out_what_begins_with_an_underscore(self, package):
        assert import_modules(package(_hidden="raise RuntimeError")) == []

    def test_lets_an_error_of_a_module_pass(self, package):
        with pytest.raises(ZeroDivisionError):
            import_modules(package(broken="1 / 0"))


class TestLoadEntryPoints:
    @pytest.fixture
    def installed(self, tmp_path: Path, monkeypatch):
        """Install a distribution that declares entry points."""
        (tmp_path / "outside_tool.py").write_text("thing = 'a tool from outside'")
        info = tmp_path / "outside-1.dist-info"
        info.mkdir()
        (info / "METADATA").write_text("Metadata-Version: 2.1\nName: outside\nVersion: 1\n")
        (info / "entry_points.txt").write_text(
            "[pilothouse.test]\ngood = outside_tool:thing\nbroken = outside_tool:nothing\n"
        )
        monkeypatch.syspath_prepend(tmp_path)

    def test_loads_what_works_and_goes_on_past_what_does_not(self, installed):
        assert load_entry_points("pilothouse.test") == ["a tool from outside"]

    def test_finds_nothing_where_nothing_is_declared(self):
        assert load_entry_points("pilothouse.nobody") == []
