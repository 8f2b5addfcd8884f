import httpx2

from pilothouse.core.principal import Principal
from pilothouse.db.engine import Database
from pilothouse.gateway.calls.service import CallContext, Gateway
from pilothouse.llm.messages import Message, ModelRequest
from tests.conftest import Tenant
from tests.gateway.conftest import client_of


class TestReadRequest:
    async def test_tells_what_a_request_cost_and_with_which_attempts(
        self, client: httpx2.AsyncClient, offline: Gateway, principal: Principal
    ) -> None:
        request = ModelRequest("auto", (Message("user", "Hello"),))
        async for _ in offline.stream(CallContext(principal, "request-7"), request):
            pass
        read = (await client.get("/requests/request-7")).json()["data"]
        assert (read["request_id"], read["cost_usd"]) == ("request-7", "0.000000")
        (attempt,) = read["attempts"]
        assert (attempt["provider"], attempt["outcome"], attempt["kind"]) == ("builtin", "completed", "call")
        assert attempt["output_tokens"] > 0

    async def test_does_not_know_other_organizations_requests(
        self, database: Database, offline: Gateway, principal: Principal, other_tenant: Tenant
    ) -> None:
        request = ModelRequest("auto", (Message("user", "Hello"),))
        async for _ in offline.stream(CallContext(principal, "request-7"), request):
            pass
        async with client_of(database, offline, other_tenant.principal) as stranger:
            response = await stranger.get("/requests/request-7")
        assert response.status_code == 404
        assert response.json()["error"]["code"] == "unknown_request"
