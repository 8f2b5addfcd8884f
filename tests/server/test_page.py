import re
from pathlib import Path

import httpx2
import pytest
from fastapi import FastAPI

from pilothouse.server import page
from pilothouse.server.middleware import RequestContext
from pilothouse.server.page import add_page

INDEX = """<!doctype html><script nonce="__CSP_NONCE__" src="/assets/app-1a2b.js"></script>
<style nonce="__CSP_NONCE__"></style>"""


@pytest.fixture
def static(tmp_path: Path) -> Path:
    """A built dashboard."""
    (tmp_path / "secret").write_text("outside")
    folder = tmp_path / "static"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text(INDEX)
    (folder / "assets" / "app-1a2b.js").write_text("run()")
    (folder / "favicon.svg").write_text("<svg/>")
    return folder


def browser(static: Path) -> httpx2.AsyncClient:
    app = FastAPI()
    app.add_middleware(RequestContext)
    add_page(app, static)
    return httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://pilothouse.test")


class TestPage:
    @pytest.mark.parametrize("path", ["/", "/missions", "/missions/0192-abc", "/apix", "/index.html"])
    async def test_is_served_at_every_address_of_the_dashboard(self, static, path) -> None:
        answer = await browser(static).get(path)
        assert answer.status_code == 200
        assert "app-1a2b.js" in answer.text
        assert answer.headers["cache-control"] == "no-store"

    async def test_has_a_nonce_of_its_own_that_the_policy_names(self, static) -> None:
        client = browser(static)
        nonces = set()
        for _ in range(3):
            answer = await client.get("/")
            (nonce,) = set(re.findall(r'nonce="([^"]+)"', answer.text))
            assert f"'nonce-{nonce}'" in answer.headers["content-security-policy"]
            nonces.add(nonce)
        assert len(nonces) == 3
        assert "__CSP_NONCE__" not in nonces

    @pytest.mark.parametrize("path", ["/api/v1/nowhere", "/api/", "/health/nowhere", "/v1/chat", "/assets/gone-1.js"])
    async def test_is_not_given_to_programs(self, static, path) -> None:
        assert (await browser(static).get(path)).status_code == 404

    async def test_finds_its_files_under_a_base_path(self, static) -> None:
        (static / "index.html").write_text('<meta name="base-path" content="/" /><script src="/assets/a.js"></script>')
        app = FastAPI()
        app.add_middleware(RequestContext)
        add_page(app, static, base_path="/pilot")
        client = httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://pilothouse.test")
        assert (await client.get("/missions")).text == (
            '<meta name="base-path" content="/pilot/" /><script src="/pilot/assets/a.js"></script>'
        )

    async def test_says_how_to_build_it_when_it_is_not(self, tmp_path) -> None:
        answer = await browser(tmp_path / "nothing").get("/")
        assert answer.status_code == 200
        assert "dev.sh start" in answer.text


class TestFiles:
    async def test_hashed_ones_are_kept_for_good(self, static) -> None:
        answer = await browser(static).get("/assets/app-1a2b.js")
        assert answer.text == "run()"
        assert "immutable" in answer.headers["cache-control"]

    @pytest.mark.parametrize(("accepted", "sent"), [("gzip, br", "gzip"), ("identity", None)])
    async def test_texts_are_packed_for_who_can_open_them(self, static, accepted, sent) -> None:
        text = "run();" * 1000
        (static / "assets" / "app-1a2b.js").write_text(text)
        client = browser(static)
        for _ in range(2):
            answer = await client.get("/assets/app-1a2b.js", headers={"Accept-Encoding": accepted})
            assert (answer.text, answer.headers.get("content-encoding")) == (text, sent)
            assert (int(answer.headers["content-length"]) < 100) is (sent is not None)
            assert answer.headers["content-type"].startswith("text/javascript")
            assert answer.headers["vary"] == "Accept-Encoding"
            assert "immutable" in answer.headers["cache-control"]

    async def test_pictures_and_letters_are_packed_already(self, static) -> None:
        (static / "assets" / "inter-3c4d.woff2").write_bytes(b"wOF2" * 100)
        answer = await browser(static).get("/assets/inter-3c4d.woff2", headers={"Accept-Encoding": "gzip"})
        assert (answer.content, answer.headers.get("content-encoding")) == (b"wOF2" * 100, None)

    async def test_an_icon_comes_with_its_type(self, static) -> None:
        assert (await browser(static).get("/favicon.svg")).headers["content-type"] == "image/svg+xml"

    @pytest.mark.parametrize("path", ["/../secret", "/%2e%2e/secret", "/..%2fsecret", "/assets/../../secret", "/%00"])
    async def test_nothing_outside_is_given_out(self, static, path) -> None:
        assert "outside" not in (await browser(static).get(path)).text

    def test_the_page_of_this_installation_is_looked_for_inside_the_package(self) -> None:
        assert page.STATIC.parent.name == "server"
