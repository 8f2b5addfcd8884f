"""The SQL of the guide makes a database that Pilothouse takes."""

import json
import os
import subprocess
from pathlib import Path

import pytest

from pilothouse.db.embedded import Cluster
from pilothouse.db.embedded.bringup import address_of
from pilothouse.db.embedded.credentials import Credentials
from tests.docs.conftest import PILOTHOUSE
from tests.docs.pages import page

_GUIDE = page("docs/guides/deploy-postgres.md")


@pytest.fixture
def variables(cluster: Cluster) -> dict[str, str]:
    """The guide's roles and database, under other names beside those of the tests, and the URLs that lead to them."""
    (sql,) = (each.text for each in _GUIDE.blocks() if each.language == "sql")
    layout = cluster.server.layout
    credentials = Credentials.read(layout.credentials)
    assert credentials is not None
    address = address_of(layout, credentials)
    made = address.psql(credentials.superuser_password, "--set=ON_ERROR_STOP=1", sql=sql.replace("pilothouse", "guide"))
    assert made.returncode == 0, made.stderr
    place = f"/guide?host={address.host}&port={address.port}"
    return {
        "DATABASE_URL": f"postgresql://guide_app:choose-two@{place}",
        "DATABASE_OWNER_URL": f"postgresql://guide_owner:choose-one@{place}",
    }


def test_the_doctor_finds_both_roles_well(variables: dict[str, str], tmp_path: Path) -> None:
    ours = {name: value for name, value in os.environ.items() if not name.startswith(("PILOTHOUSE_", "DATABASE_"))}
    looked = subprocess.run(
        [PILOTHOUSE, "doctor", "--json", "--data-dir", tmp_path],
        cwd=tmp_path,
        env=ours | variables,
        capture_output=True,
        check=False,
    )
    checks = {each["name"]: each for each in json.loads(looked.stdout)["checks"]}
    assert checks["Database"]["ok"], checks["Database"]
    assert checks["Database"]["found"].endswith("DATABASE_URL")
    assert checks["Application role"]["ok"], checks["Application role"]
    assert "guide_app" in checks["Application role"]["found"]
    assert checks["Vector extension"]["ok"]
