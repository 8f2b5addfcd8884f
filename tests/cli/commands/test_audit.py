import csv
import re
from pathlib import Path

import pytest
from sqlalchemy import text

from pilothouse.access.audit import verifying
from pilothouse.db.engine import Database
from tests.access.conftest import Member
from tests.cli.commands.conftest import Commands


@pytest.fixture
async def log(pilothouse: Commands) -> None:
    """Some entries about roles."""
    for name in ("clerk", "purser"):
        await pilothouse.run("roles", "create", name, "--may", "files:read")


@pytest.mark.usefixtures("log")
class TestAudit:
    async def test_is_listed_and_narrowed(self, pilothouse: Commands, member: Member) -> None:
        said = await pilothouse.run("audit", "list", "--action", "role")
        assert said.count("role.create") == 2
        (newest,) = await pilothouse.json("audit", "list", "--limit", "1")
        assert newest["changes"]["name"] == [None, "purser"]
        (first,) = await pilothouse.json("audit", "list", "--text", "clerk", "--by", member.email)
        assert first["action"] == "role.create"
        assert "No entries match" in await pilothouse.run("audit", "list", "--outcome", "failed")

    async def test_is_written_into_a_file(self, pilothouse: Commands, tmp_path: Path) -> None:
        target = tmp_path / "log.csv"
        assert "Wrote" in await pilothouse.run("audit", "export", str(target), "--action", "role")
        with target.open(newline="") as file:
            assert [row["action"] for row in csv.DictReader(file)] == ["role.create", "role.create"]

    async def test_is_verified_piece_by_piece_where_it_is_long(
        self, pilothouse: Commands, member: Member, owner_database: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(verifying, "_AT_ONCE", 1)
        monkeypatch.setattr(verifying, "_MOST_ENTRIES", 1)
        said = await pilothouse.run("audit", "verify")
        count = int(re.findall(r"(\d+) entries, as they were written", said)[0])
        assert [f"{place} of {count}" in said for place in range(1, count)] == [True] * (count - 1)
        async with owner_database.transaction() as session:
            statement = "delete from audit_event where organization_id = :id and seq = 2"
            await session.execute(text(statement), {"id": member.organization_id})
        assert "Entry 2 is missing" in await pilothouse.run("audit", "verify", code=1)

    async def test_is_verified_and_compared_with_what_was_kept(
        self, pilothouse: Commands, member: Member, owner_database: Database
    ) -> None:
        said = await pilothouse.run("audit", "verify")
        kept = said.split()[-1]
        assert "as they were written" in said
        assert (await pilothouse.json("audit", "verify", "--known", kept))["is_intact"]
        async with owner_database.transaction() as session:
            statement = "update audit_event set action = 'x.y' where organization_id = :id and seq = 2"
            await session.execute(text(statement), {"id": member.organization_id})
        assert "Entry 2 (x.y) is not what was written" in await pilothouse.run("audit", "verify", code=1)

    @pytest.mark.parametrize(
        ("arguments", "says"),
        [
            (("list", "--by", "nobody@example.com"), "no user"),
            (("list", "--since", "soon"), "since"),
            (("export", "log.pdf"), "what kind of file"),
            (("export", "/nowhere/log.csv"), "no folder"),
            (("verify", "--known", "x"), "is not what"),
        ],
    )
    async def test_says_what_is_wrong(self, pilothouse: Commands, arguments: tuple[str, ...], says: str) -> None:
        said = await pilothouse.run("audit", *arguments, code=1)
        assert says in said.replace("\n", " ")
        assert "Traceback" not in said
