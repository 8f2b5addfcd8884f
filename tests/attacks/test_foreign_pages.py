"""What a page of another site can make a browser do: nothing that it may read, and nothing in somebody's name."""

import itertools

from tests.access.conftest import Member
from tests.attacks.conftest import LISTED
from tests.house import House

ME = "http://pilothouse.test/api/v1/auth/me"
REFLECTED = (
    "https://evil.example", "null", "http://desk.example", "https://desk.example.evil.example",
    "https://evildesk.example", "https://desk.example@evil.example", "https://desk.example:8443",
    "https://DESK.example", "https://desk.example ,https://evil.example", "file://", "",
)  # fmt: skip
PATHS = ("/api/v1/auth/me", "/v1/models", "/", "/api/v1/nowhere", "/openapi.json")
PREFLIGHT = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization"}


class TestForeignOrigins:
    async def test_are_never_reflected(self, guarded: House, member: Member) -> None:
        client = await guarded.client(member)
        reflected = []
        for origin, path in itertools.product(REFLECTED, PATHS):
            address, headers = f"http://pilothouse.test{path}", {"Origin": origin}
            answers = [
                await client.get(address, headers=headers),
                await client.options(address, headers={**headers, **PREFLIGHT}),
            ]
            reflected += [(origin, path) for answer in answers if "Access-Control-Allow-Origin" in answer.headers]
        assert reflected == []

    async def test_the_listed_one_reads_errors_and_wires_too(self, guarded: House, member: Member) -> None:
        client = await guarded.client(member)
        for path in ("/api/v1/auth/me", "/v1/models", "/api/v1/nowhere"):
            answer = await client.get(f"http://pilothouse.test{path}", headers={"Origin": LISTED})
            assert answer.headers["Access-Control-Allow-Origin"] == LISTED

    async def test_a_default_installation_lists_nobody(self, house: House, member: Member) -> None:
        client = await house.client(member)
        answer = await client.get(ME, headers={"Origin": LISTED})
        assert not [name for name in answer.headers if name.startswith("access-control")]

    async def test_cannot_sign_a_browser_in(self, guarded: House) -> None:
        client = await guarded.client()
        form = {"email": "ada@example.com", "password": "whatever it is", "delivery": "cookie"}
        for origin in ("https://evil.example", "null"):
            answer = await client.post("/auth/login", json=form, headers={"Origin": origin})
            assert answer.status_code == 403
            assert "set-cookie" not in answer.headers
