import pytest

from pilothouse.server.auth import require_permission


class TestRequire:
    async def test_lets_holders_pass(self, client) -> None:
        assert (await client.get("/api/v1/guarded", headers={"X-May": "missions:run"})).status_code == 200

    async def test_lets_administrators_pass(self, client) -> None:
        assert (await client.get("/api/v1/guarded", headers={"X-May": "admin"})).status_code == 200

    async def test_tells_others_which_permission_is_missing(self, client) -> None:
        answer = await client.get("/api/v1/guarded", headers={"X-May": "missions:read"})
        assert (answer.status_code, answer.json()["error"]["code"]) == (403, "permission_denied")
        assert "missions:run" in answer.json()["error"]["message"]

    async def test_asks_strangers_to_sign_in(self, client) -> None:
        answer = await client.get("/api/v1/guarded")
        assert (answer.status_code, answer.json()["error"]["code"]) == (401, "unauthenticated")

    def test_knows_no_permission_that_is_not_on_the_list(self) -> None:
        with pytest.raises(ValueError, match="'missions:rum' is not a permission"):
            require_permission("missions:rum")
