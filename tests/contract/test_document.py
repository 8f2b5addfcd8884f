"""The API keeps what its OpenAPI document promises. `python -m scripts.contract` asks thousands more."""

import pytest

from scripts.contract.judge import Caller, judge
from tests.house import add_colleague


async def callers(house, member, database) -> dict[str, Caller]:
    user = await add_colleague(database, member, "user")
    return {
        "administrator": Caller("administrator", {"Authorization": f"Bearer {await house.key(member)}"}),
        "user": Caller("user", {"X-API-Key": await house.key(user)}),
        "nobody": Caller("nobody"),
    }


@pytest.mark.parametrize(("who", "examples"), [("administrator", 2), ("user", 1), ("nobody", 1)])
async def test_schemathesis_finds_no_answer_that_the_document_does_not_allow(
    house, member, database, who, examples
) -> None:
    address = f"http://{await house.listen()}"
    verdict = await judge(address, (await callers(house, member, database))[who], phases="fuzzing", examples=examples)
    assert verdict.is_kept, verdict.report
    assert verdict.cases > 100
