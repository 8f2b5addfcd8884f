"""Pages that are written from the code say what the code says."""

import re
import tomllib

import pytest

from pilothouse.settings import Settings, load_settings, variables
from scripts.reference import COMMAND, PAGES
from tests.docs.pages import ROOT, page


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_as_the_code_writes_it(name: str) -> None:
    path = ROOT / name
    current = path.exists() and path.read_text(encoding="utf-8") == PAGES[name]()
    assert current, f"{name} is old. Run: {COMMAND}"


class TestEnvExample:
    def test_names_every_setting(self) -> None:
        text = (ROOT / ".env.example").read_text(encoding="utf-8")
        assert not [name for name in variables() if not re.search(rf"\b{name}\b", text)]

    def test_changes_nothing_when_every_line_is_taken_in(self) -> None:
        lines = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
        settings = dict(re.findall(r"^# ([A-Z_]+)=(.*)$", "\n".join(lines), re.MULTILINE))
        assert load_settings(environment=settings, env_file=None) == Settings()

    def test_sets_nothing_as_it_is(self) -> None:
        lines = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
        assert all(line.startswith("#") for line in lines if line)


def test_every_dependency_has_its_reason_and_nothing_else_has() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    groups = [
        project["project"]["dependencies"],
        *project["project"]["optional-dependencies"].values(),
        *project["dependency-groups"].values(),
    ]
    wanted = {re.split(r"[\[<>=~! ]", each, maxsplit=1)[0] for group in groups for each in group}
    rows = re.findall(r"^\| `([^`]+)` \| (.+?) \| (.+?) \|$", page("docs/dependencies.md").text, re.MULTILINE)
    assert {name for name, _, _ in rows} == wanted
    assert all(reason and licence for _, reason, licence in rows)
