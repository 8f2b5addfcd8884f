from pydantic import BaseModel

from pilothouse.server.envelope import ApiRouter


class TestEnvelope:
    async def test_an_answer_is_data_with_its_request_id(self, client) -> None:
        answer = await client.post("/api/v1/things", json={"name": "a", "sizes": [1]})
        assert answer.status_code == 201
        assert answer.json() == {
            "success": True,
            "data": {"name": "a", "sizes": [1]},
            "meta": {"request_id": answer.headers["X-Request-ID"], "pagination": None},
        }

    async def test_a_page_says_where_the_next_begins(self, client) -> None:
        first = (await client.get("/api/v1/things")).json()
        assert first["data"] == [{"name": "a", "sizes": []}]
        assert first["meta"]["pagination"] == {"next_cursor": "more", "total": 2}
        last = (await client.get("/api/v1/things", params={"cursor": "more"})).json()
        assert last["meta"]["pagination"]["next_cursor"] is None

    async def test_nothing_is_data_too(self, client) -> None:
        assert (await client.delete("/api/v1/things")).json()["data"] is None

    async def test_a_response_of_the_routes_own_stays_as_it_is(self, client) -> None:
        assert (await client.get("/api/v1/plain")).text == "as it is"

    def test_the_document_shows_the_envelope_and_the_errors(self, app) -> None:
        document = app.openapi()
        made = document["paths"]["/api/v1/things"]["post"]["responses"]
        assert made["201"]["content"]["application/json"]["schema"]["$ref"].endswith("Envelope_Thing_")
        assert {"401", "403", "404", "422", "429", "503"} <= set(made)
        assert made["422"]["content"]["application/json"]["schema"]["$ref"].endswith("ErrorEnvelope")

    def test_a_router_of_ones_own_documents_further_errors(self) -> None:
        class Told(BaseModel):
            why: str

        router = ApiRouter(responses={418: {"model": Told}})
        assert {401, 418} <= set(router.responses)
