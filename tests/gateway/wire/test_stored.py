"""Responses that the provider keeps are found by those they were answered to, and by nobody else."""

import openai
import pytest

from pilothouse.core.ids import ProcessId
from pilothouse.db.engine import Database
from tests.conftest import Tenant
from tests.gateway.wire.conftest import OPENAI_MODEL, Served, serve


class TestStoredResponses:
    async def test_are_retrieved_cancelled_listed_and_deleted(self, served: Served) -> None:
        async with served.openai() as client:
            made = await client.responses.create(model=OPENAI_MODEL, input="Hi")
            assert (await client.responses.retrieve(made.id)).output_text == "Hello, world"
            assert (await client.responses.cancel(made.id)).id == made.id
            assert [item async for item in client.responses.input_items.list(made.id)] == []
            await client.responses.delete(made.id)
        paths = [seen.path.partition("?")[0] for seen in served.provider.seen[1:]]
        assert paths == [f"/v1/responses/{made.id}{rest}" for rest in ("", "/cancel", "/input_items", "")]

    async def test_can_be_gone_on_from(self, served: Served) -> None:
        async with served.openai() as client:
            first = await client.responses.create(model=OPENAI_MODEL, input="Hi")
            await client.responses.create(model=OPENAI_MODEL, input="And?", previous_response_id=first.id)
        assert served.provider.seen[1].json["previous_response_id"] == first.id

    async def test_of_another_organization_are_not_there(
        self, served: Served, database: Database, process_id: ProcessId, other_tenant: Tenant
    ) -> None:
        async with served.openai() as client:
            made = await client.responses.create(model=OPENAI_MODEL, input="Hi")
        async with (
            serve(database, process_id, other_tenant.principal, served.provider) as theirs,
            theirs.openai() as client,
        ):
            for reach in (client.responses.retrieve, client.responses.cancel, client.responses.delete):
                with pytest.raises(openai.NotFoundError):
                    await reach(made.id)
            with pytest.raises(openai.NotFoundError):
                await client.responses.create(model=OPENAI_MODEL, input="And?", previous_response_id=made.id)
        assert len(served.provider.seen) == 1
