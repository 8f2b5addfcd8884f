"""The services' backends on local servers that answer in the published shapes. Not run against the live services."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from pilothouse.agents import ToolContext
from pilothouse.agents.errors import ToolFailed
from pilothouse.core.errors import NotFound, PilothouseError
from pilothouse.toolbox.searching.backends import SearchHit, backend_of
from pilothouse.toolbox.settings import ToolboxSettings

RESULT = {"title": "A <b>title</b>", "url": "https://example.com/a"}
ANSWERS: dict[str, dict[str, Any]] = {
    # docs.searxng.org: {query, number_of_results, results: [{url, title, content, engine, score, publishedDate}], …}
    "searxng": {
        "query": "q",
        "number_of_results": 1,
        "results": [{**RESULT, "content": "Words &amp; more", "score": 1}],
    },
    # api-dashboard.search.brave.com: {type, web: {type, results: [{title, url, description, page_age}]}}
    "brave": {"type": "search", "web": {"results": [{**RESULT, "description": "Words &amp; <strong>more</strong>"}]}},
    # docs.tavily.com: {query, results: [{title, url, content, score, raw_content}], response_time}
    "tavily": {"query": "q", "results": [{**RESULT, "content": "Words & more", "score": 0.9}], "response_time": 1.2},
}
PATHS = {"searxng": "/search", "brave": "/res/v1/web/search", "tavily": "/search"}


@dataclass
class Service:
    """A search service that answers as it is told and notes what it was asked."""

    url: str = ""
    status: int = 200
    body: Any = None
    asked: list[dict[str, Any]] = field(default_factory=list)

    async def answer(self, request: web.Request) -> web.Response:
        body = await request.json() if request.method == "POST" else {}
        self.asked.append(
            {"path": request.path, "query": dict(request.query), "headers": request.headers, "body": body}
        )
        return web.json_response(self.body, status=self.status)


class Keys:
    async def get(self, name: str) -> str:
        return {"search/brave": "brave-key", "search/tavily": "tavily-key"}[name]  # not a secret


class NoKeys:
    async def get(self, name: str) -> str:
        raise NotFound(name)


@pytest.fixture
async def service() -> AsyncIterator[Service]:
    service = Service()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", service.answer)
    server = TestServer(app)
    await server.start_server()
    service.url = str(server.make_url("")).rstrip("/")
    yield service
    await server.close()


def context(service: Service, secrets: Any = None) -> ToolContext:
    settings = ToolboxSettings(search_url=service.url)
    return ToolContext(secrets=secrets or Keys(), settings={ToolboxSettings: settings})


@pytest.mark.parametrize("name", sorted(ANSWERS))
async def test_results_are_read(service: Service, name: str) -> None:
    service.body = ANSWERS[name]
    hits = await backend_of(name).search(context(service), "red shoes", 5)
    assert hits == [SearchHit("A title", "https://example.com/a", "Words & more")]
    assert service.asked[0]["path"] == PATHS[name]


async def test_each_is_asked_in_its_own_way(service: Service) -> None:
    for name in ("searxng", "brave", "tavily"):
        service.body = ANSWERS[name]
        await backend_of(name).search(context(service), "red shoes", 50)
    searxng, brave, tavily = service.asked
    assert searxng["query"] == {"q": "red shoes", "format": "json", "safesearch": "1"}
    assert (brave["query"]["count"], brave["headers"]["X-Subscription-Token"]) == ("20", "brave-key")
    assert tavily["headers"]["Authorization"] == "Bearer tavily-key"
    assert tavily["body"] == {"query": "red shoes", "max_results": 20, "search_depth": "basic"}


@pytest.mark.parametrize("name", sorted(ANSWERS))
@pytest.mark.parametrize("status", [401, 403, 429, 500, 503])
async def test_refusals_say_who_can_help(service: Service, name: str, status: int) -> None:
    service.status = status
    with pytest.raises(ToolFailed) as raised:
        await backend_of(name).search(context(service), "x", 5)
    assert "-key" not in str(raised.value)


@pytest.mark.parametrize("name", sorted(ANSWERS))
@pytest.mark.parametrize("body", [{}, [], None, {"results": None, "web": None}, {"results": [1, None], "web": []}, "x"])
async def test_answers_of_another_shape_do_no_harm(service: Service, name: str, body: Any) -> None:
    service.body = body
    try:
        assert await backend_of(name).search(context(service), "x", 5) == []
    except PilothouseError:
        return


async def test_a_missing_key_or_address_is_told() -> None:
    with pytest.raises(ToolFailed, match="secret search/brave"):
        await backend_of("brave").search(context(Service(), NoKeys()), "x", 5)
    with pytest.raises(ToolFailed, match="SEARCH_URL"):
        await backend_of("searxng").search(context(Service()), "x", 5)
    with pytest.raises(ToolFailed, match="brave, local, searxng, tavily"):
        backend_of("none")
