import httpx2
import jwt

from tests.access.conftest import Member, sign_in


class TestJwks:
    async def test_lets_anybody_check_our_tokens(self, client: httpx2.AsyncClient, member: Member) -> None:
        await sign_in(client, member)
        answer = await client.get("/.well-known/jwks.json")
        assert answer.headers["cache-control"] == "public, max-age=300"
        token = client.cookies["pilothouse_access"]
        key = jwt.PyJWKSet.from_dict(answer.json())[jwt.get_unverified_header(token)["kid"]]
        claims = jwt.decode(token, key.key, ["ES256"], audience="pilothouse-api", issuer="pilothouse")
        assert claims["sub"] == str(member.user_id)
