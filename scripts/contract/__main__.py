"""Judge the API of an installation that is made for it: `python -m scripts.contract [examples per operation]`."""

import asyncio
import secrets
import sys

import httpx2

from scripts.contract.judge import Caller, judge
from scripts.installation import ADMIN, data_of, installation, token_of

_EXAMPLES = 10
_USER = "user@localhost"


async def main(examples: int) -> int:
    """Ask as an administrator, a user, a program and nobody; print what broke. Return the exit code."""
    password = secrets.token_urlsafe(24)
    verdicts = []
    async with installation(password) as address:
        for caller in await _callers(address, password):
            verdict = await judge(address, caller, phases="examples,coverage,fuzzing,stateful", examples=examples)
            print(verdict.report if not verdict.is_kept else "", end="")
            print(f"{caller.name}: {verdict.cases:,} cases, {'kept' if verdict.is_kept else 'BROKEN'}", flush=True)
            verdicts.append(verdict)
    print(f"{sum(each.cases for each in verdicts):,} cases in all")
    return 0 if all(each.is_kept for each in verdicts) else 1


async def _callers(address: str, password: str) -> list[Caller]:
    async with httpx2.AsyncClient(base_url=f"{address}/api/v1", timeout=30) as http:
        admin = await _bearer(http, ADMIN, password)
        user = {"email": _USER, "name": "User", "password": password, "roles": ["user"]}
        data_of(await http.post("/users", json=user, headers=admin))
        key = data_of(await http.post("/auth/api-keys", json={"name": "contract"}, headers=admin))["key"]
        return [
            Caller("administrator", admin),
            Caller("user", await _bearer(http, _USER, password)),
            Caller("API key", {"X-API-Key": key}),
            Caller("nobody"),
            Caller("user who leaves", await _bearer(http, _USER, password), leaves=True),
        ]


async def _bearer(http: httpx2.AsyncClient, email: str, password: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {await token_of(http, email, password)}"}


if __name__ == "__main__":
    sys.exit(asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else _EXAMPLES)))
