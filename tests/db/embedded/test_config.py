import re
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from pilothouse.db.embedded.config import render_settings


def value_of(settings: str, name: str) -> str:
    """Read one string setting as PostgreSQL's `guc-file.l` does: doubled quotes and backslash escapes."""
    found = re.search(rf"^{name} = '((?:[^'\\]|''|\\.)*)'$", settings, re.MULTILINE)
    assert found is not None
    return re.sub(r"''|\\(.)", lambda match: match[1] or "'", found[1])


def items_of(value: str) -> list[str]:
    """Split a list as PostgreSQL's `SplitDirectoriesString` does: double quotes around an item, doubled inside."""
    return [item.replace('""', '"') for item in re.findall(r'"((?:[^"]|"")*)"', value)]


@given(st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S", "Zs"]), min_size=1))
def test_a_socket_directory_of_any_name_is_read_back_as_it_is(name: str) -> None:
    settings = render_settings(Path("/") / name, 5432)
    assert items_of(value_of(settings, "unix_socket_directories")) == [str(Path("/") / name)]
    assert value_of(settings, "listen_addresses") == ""


def test_without_a_socket_the_server_listens_on_the_loopback_address_alone() -> None:
    settings = render_settings(None, 54321)
    assert value_of(settings, "listen_addresses") == "127.0.0.1"
    assert value_of(settings, "unix_socket_directories") == ""
    assert "\nport = 54321\n" in settings
