from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from pilothouse.access.audit.bodies import MOST_KEPT, MOST_READ_BYTES, BodyTap, Readable, keep, keeps_body, read
from pilothouse.access.secrets.seal import Seal, SecretDamaged, new_key
from pilothouse.core import json
from pilothouse.core.ids import new_id
from pilothouse.db.engine import Database
from tests.access.audit.entries import write
from tests.conftest import Tenant

_COPY = text(
    """insert into audit_body (entry_id, organization_id, sealed, size_bytes, is_cut)
    select :other, organization_id, sealed, size_bytes, is_cut from audit_body"""
)


async def tapped(*chunks: bytes) -> BodyTap:
    """Read a request through a tap."""
    messages = iter([{"type": "http.request", "body": chunk, "more_body": True} for chunk in chunks])

    async def receive() -> Any:
        return next(messages)

    tap = BodyTap(receive)
    assert b"".join([(await tap())["body"] for _ in chunks]) == b"".join(chunks)
    return tap


class TestReadable:
    @given(st.dictionaries(st.sampled_from(["name", "limit", "note"]), st.integers() | st.none()), st.integers(1, 9))
    async def test_is_what_was_sent_however_it_came(self, sent: dict[str, Any], size: int) -> None:
        data = json.dumps(sent)
        body = (await tapped(*(data[start : start + size] for start in range(0, len(data), size)))).readable()
        assert body is not None
        assert (json.loads(body.text), body.size_bytes, body.is_cut) == (sent, len(data), False)

    @pytest.mark.parametrize(
        "sent",
        [{"password": "hunter22"}, {"deep": [{"api_key": "hunter22"}]}, {"note": "Bearer hunter22"},
         {"note": "postgres://ada:hunter22@db.example"}, {"Client_Secret": {"any": "hunter22"}}],
        ids=str,
    )  # fmt: skip
    async def test_holds_no_secret_by_name_or_form(self, sent: dict[str, Any]) -> None:
        body = (await tapped(json.dumps(sent))).readable()
        assert body is not None
        assert "hunter22" not in body.text

    async def test_is_cut_after_its_secrets_were_taken_out(self) -> None:
        sent = {"password": "hunter22" * 500, "note": "x" * 9_000}
        body = (await tapped(json.dumps(sent))).readable()
        assert body is not None
        assert (len(body.text), body.is_cut) == (MOST_KEPT, True)
        assert "hunter" not in body.text

    @pytest.mark.parametrize(
        "sent",
        [b"", b"not JSON", b'"' + b"x" * MOST_READ_BYTES + b'"', b"[" * 10_000, b"\xff\xfe"],
        ids=["none", "text", "long", "deep", "bytes"],
    )
    async def test_is_nothing_where_that_cannot_be_done(self, sent: bytes) -> None:
        assert (await tapped(sent)).readable() is None


class TestSealing:
    async def test_binds_a_body_to_its_entry(self, database: Database, tenant: Tenant) -> None:
        seal, organization = Seal.of(new_key()), tenant.organization_id
        await write(database, tenant.principal, "thing.one", "thing.other")
        async with database.transaction(organization) as session:
            one, other = (await session.scalars(text("select id from audit_event order by seq"))).all()
            await keep(session, seal, organization, one, Readable('{"limit": 5}', 12, is_cut=False))
            assert (await read(session, seal, tenant.principal, one)).body == {"limit": 5}
            assert (await read(session, seal, tenant.principal, other)).size_bytes == 0
            await session.execute(_COPY, {"other": other})
        async with database.transaction(organization) as session:
            with pytest.raises(SecretDamaged):
                await read(session, seal, tenant.principal, other)

    async def test_keeps_nothing_beside_an_entry_that_was_rolled_back(self, database: Database, tenant: Tenant) -> None:
        seal, organization = Seal.of(new_key()), tenant.organization_id
        async with database.transaction(organization) as session:
            await keep(session, seal, organization, new_id(), Readable("{}", 2, is_cut=False))
            assert await session.scalar(text("select count(*) from audit_body")) == 0


class TestRoutes:
    @pytest.mark.parametrize("path", ["/api/v1/auth/login", "/api/v1/auth/password", "/api/v1/connections/{id}"])
    def test_of_credentials_are_never_kept(self, path: str) -> None:
        assert not keeps_body(path, "anything")
        assert keeps_body("/api/v1/teams", "create_team")
