"""The changelog is in the form of keepachangelog.com 1.1."""

import re

from pilothouse import __version__
from tests.docs.pages import page

_KINDS = {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}
_TEXT = page("CHANGELOG.md").text


def test_the_newest_version_is_first_and_is_the_one_of_the_package() -> None:
    versions = re.findall(r"^## (.+)$", _TEXT, re.MULTILINE)
    assert versions[0] in {f"[Unreleased] {__version__}", "[Unreleased]"} or versions[0].startswith(f"[{__version__}]")
    for version in versions[1:]:
        assert re.fullmatch(r"\[\d+\.\d+\.\d+\] - \d{4}-\d{2}-\d{2}", version)


def test_every_change_is_of_a_known_kind() -> None:
    kinds = re.findall(r"^### (.+)$", _TEXT, re.MULTILINE)
    assert kinds
    assert set(kinds) <= _KINDS


def test_every_kind_lists_something() -> None:
    for section in re.split(r"^### .+$", _TEXT, flags=re.MULTILINE)[1:]:
        assert re.search(r"^- \S", section, re.MULTILINE)
