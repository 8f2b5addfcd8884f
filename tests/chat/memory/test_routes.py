import httpx2

from tests.house import api, code_of, data_of, house, member, stranger, strangers_api  # noqa: F401 - fixtures


class TestFacts:
    async def test_are_written_changed_exported_and_forgotten(self, api: httpx2.AsyncClient) -> None:
        made = data_of(await api.post("/chat/memory/facts", json={"text": "Works in Paris."}))
        changed = data_of(await api.patch(f"/chat/memory/facts/{made['id']}", json={"text": "Works in Lyon."}))
        assert (changed["text"], changed["source"]) == ("Works in Lyon.", "person")
        assert [fact["text"] for fact in data_of(await api.get("/chat/memory/facts?q=lyon"))] == ["Works in Lyon."]
        exported = (await api.get("/chat/memory/export")).json()
        assert [fact["text"] for fact in exported["facts"]] == ["Works in Lyon."]
        assert (await api.delete(f"/chat/memory/facts/{made['id']}")).status_code == 204
        assert data_of(await api.get("/chat/memory/facts")) == []

    async def test_everything_is_forgotten_at_once(self, api: httpx2.AsyncClient) -> None:
        await api.post("/chat/memory/facts", json={"text": "One."})
        assert (await api.delete("/chat/memory")).status_code == 204
        assert data_of(await api.get("/chat/memory/facts")) == []

    async def test_are_nobody_elses_business(self, api: httpx2.AsyncClient, strangers_api: httpx2.AsyncClient) -> None:
        made = data_of(await api.post("/chat/memory/facts", json={"text": "Works in Lyon."}))
        assert data_of(await strangers_api.get("/chat/memory/facts")) == []
        assert code_of(await strangers_api.delete(f"/chat/memory/facts/{made['id']}"))[0] == 404

    async def test_broken_ones_are_refused(self, api: httpx2.AsyncClient) -> None:
        for body in ({}, {"text": " "}, {"text": "x" * 501}, {"text": "a", "more": 1}):
            assert code_of(await api.post("/chat/memory/facts", json=body)) == (422, "invalid_input")


class TestSearch:
    async def test_finds_earlier_messages_by_meaning(self, api: httpx2.AsyncClient) -> None:
        await api.post("/chat", json={"message": "The bill of the printing company is too high."})
        found = data_of(await api.get("/chat/memory/search", params={"q": "printer invoice"}))
        assert found[0]["text"].startswith("The bill")
        assert found[0]["score"] > 0.18
