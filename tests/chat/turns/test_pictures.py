"""Pictures from a person's machine to the shape that each vendor's wire has for them."""

import base64
from collections.abc import AsyncIterator
from pathlib import Path

import httpx2
import pytest

from pilothouse.db.embedded import Cluster
from tests.access.conftest import Member
from tests.chat.turns.conftest import messages_of, say
from tests.gateway.wire.provider import Provider
from tests.house import House, data_of, open_house
from tests.pictures import JPEG, PNG


@pytest.fixture
async def provider() -> AsyncIterator[Provider]:
    async with Provider().running() as provider:
        yield provider


@pytest.fixture
async def office(cluster: Cluster, tmp_path: Path, provider: Provider) -> AsyncIterator[House]:
    """The application with a scripted vendor of each kind."""
    gateway = {
        "anthropic_api_key": "not-a-secret",
        "anthropic_base_url": provider.url,
        "openai_api_key": "not-a-secret",
        "openai_base_url": f"{provider.url}/v1",
        "retries": 0,
    }
    async with open_house(cluster, tmp_path, gateway=gateway) as house:
        yield house


@pytest.fixture
async def client(office: House, member: Member) -> httpx2.AsyncClient:
    return await office.client(member)


async def upload(client: httpx2.AsyncClient, name: str, content: bytes) -> str:
    return data_of(await client.post("/files", files={"file": (name, content)}))["id"]


async def test_arrive_at_openai_as_data_urls(client: httpx2.AsyncClient, provider: Provider) -> None:
    files = [await upload(client, "cat.png", PNG), await upload(client, "dog.JPG", JPEG)]
    stream = await say(client, "Which is the cat?", files=files, model="gpt-4o")
    assert stream.names[-1] == "complete"
    content = provider.seen[-1].json["messages"][-1]["content"]
    assert "Which is the cat?" in content[0]["text"]
    assert "cat.png, dog.JPG" in content[0]["text"]
    assert [part["image_url"]["url"] for part in content[1:]] == [
        f"data:image/{kind};base64,{base64.b64encode(picture).decode()}"
        for kind, picture in (("png", PNG), ("jpeg", JPEG))
    ]


async def test_arrive_at_anthropic_as_sources(client: httpx2.AsyncClient, provider: Provider) -> None:
    files = [await upload(client, "cat.png", PNG)]
    stream = await say(client, "What is this?", files=files, model="claude-sonnet-4-5")
    assert stream.names[-1] == "complete"
    (picture,) = [part for part in provider.seen[-1].json["messages"][-1]["content"] if part["type"] == "image"]
    assert picture["source"] == {
        "type": "base64",
        "media_type": "image/png",
        "data": base64.b64encode(PNG).decode(),
    }


async def test_stay_with_their_message_when_it_is_answered_again(
    client: httpx2.AsyncClient, provider: Provider
) -> None:
    stream = await say(client, "What is this?", files=[await upload(client, "cat.png", PNG)], model="gpt-4o")
    answer = (await messages_of(client, stream.conversation_id))[-1]
    await say(client, None, regenerate=answer["id"], model="gpt-4o")
    first, again = (seen.json["messages"][-1] for seen in provider.seen)
    assert first == again


@pytest.mark.parametrize("model", ["gpt-3.5-turbo", "o3-mini"])
async def test_are_not_sent_to_a_model_that_cannot_see_and_it_is_told_so(
    client: httpx2.AsyncClient, provider: Provider, model: str
) -> None:
    stream = await say(client, "What is this?", files=[await upload(client, "cat.png", PNG)], model=model)
    assert stream.names[-1] == "complete"
    told = str(provider.seen[-1].json["messages"][-1]["content"])
    assert "image_url" not in told
    assert "cat.png" in told
    assert "cannot look at pictures" in told


async def test_do_not_disturb_the_embedded_model(api: httpx2.AsyncClient) -> None:
    stream = await say(api, "What is this?", files=[await upload(api, "cat.png", PNG)])
    assert stream.names[-1] == "complete"


async def test_other_files_say_nothing_of_pictures(client: httpx2.AsyncClient, provider: Provider) -> None:
    await say(client, "Sum it up.", files=[await upload(client, "a.csv", b"a,b\n1,2\n")], model="gpt-3.5-turbo")
    assert "pictures" not in str(provider.seen[-1].json["messages"][-1])
