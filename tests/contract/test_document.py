"""The API keeps what its OpenAPI document promises. `python -m scripts.contract` asks thousands more."""

import pytest

from scripts.contract.judge import Caller, judge


@pytest.mark.timeout(300)  # some hundred requests, and a process that reads the whole document first
@pytest.mark.parametrize("is_known", [True, False], ids=["administrator", "nobody"])
async def test_no_answer_is_found_that_the_document_does_not_allow(house, member, is_known) -> None:
    headers = {"Authorization": f"Bearer {await house.key(member)}"} if is_known else {}
    verdict = await judge(f"http://{await house.listen()}", Caller("test", headers), phases="fuzzing", examples=1)
    assert verdict.is_kept, verdict.report
    assert verdict.cases > 100
