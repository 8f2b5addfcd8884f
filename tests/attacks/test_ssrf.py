"""Addresses that are given to us in the hope that we ask them from inside."""

from collections.abc import Iterator

import httpx2
import pytest

from tests.house import code_of, data_of

INSIDE = (
    "http://127.0.0.1/", "http://127.1/", "http://0/", "http://0.0.0.0/", "http://2130706433/", "http://0x7f000001/",
    "http://0177.0.0.1/", "http://[::1]/", "http://[::ffff:127.0.0.1]/", "http://[::ffff:7f00:1]/", "http://[::]/",
    "http://10.0.0.1/", "http://172.16.0.1/", "http://192.168.1.1/", "http://100.64.0.1/", "http://169.254.169.254/",
    "http://[fd00:ec2::254]/", "http://[fe80::1]/", "http://[64:ff9b::7f00:1]/", "http://[2002:7f00:1::]/",
    "http://168.63.129.16/", "http://192.0.0.192/", "http://\uff11\uff12\uff17.\uff10.\uff10.\uff11/",
    "http://evil.example@127.0.0.1/", "http://127.0.0.1#@example.com/", "http://127.0.0.1%23@example.com/",
    "file:///etc/passwd", "gopher://127.0.0.1:6379/_INFO", "ftp://127.0.0.1/", "dict://127.0.0.1:11211/stats",
    "jar:http://127.0.0.1!/", "http://127.0.0.1:25/", "https://127.0.0.1:6379/", "//127.0.0.1/", "127.0.0.1",
)  # fmt: skip


def public_names() -> Iterator[str]:
    """Names of this machine that only a resolver knows for what they are."""
    yield from ("http://localhost/", "http://localhost.localdomain/", "http://ip6-localhost/", "http://127.0.0.1.:80/")


class TestWebhooks:
    @pytest.mark.parametrize("kind", ["webhook", "slack"])
    async def test_take_no_address_inside(self, api: httpx2.AsyncClient, kind: str) -> None:
        for address in INSIDE:
            form = {"kind": kind, "name": "Ops", "address": address, "topics": ["mission.failed"]}
            answer = await api.post("/notifications/endpoints", json=form)
            assert answer.status_code in {403, 422}, (address, answer.text)
        assert data_of(await api.get("/notifications/endpoints")) == []

    async def test_are_not_led_inside_by_a_name(self, api: httpx2.AsyncClient) -> None:
        for number, address in enumerate(public_names()):
            form = {"kind": "webhook", "name": f"Ops {number}", "address": address, "topics": ["mission.failed"]}
            answer = await api.post("/notifications/endpoints", json=form)
            if answer.is_success:  # a name is looked at when it is asked
                path = f"/notifications/endpoints/{data_of(answer)['id']}/test"
                tried = await api.post(path)
                assert "public internet" in tried.text or tried.status_code == 202, (address, tried.text)

    async def test_cannot_be_moved_inside_later(self, api: httpx2.AsyncClient) -> None:
        form = {"kind": "webhook", "name": "Ops", "address": "https://example.com/in", "topics": ["mission.failed"]}
        made = data_of(await api.post("/notifications/endpoints", json=form))
        for address in INSIDE[:12]:
            answer = await api.patch(f"/notifications/endpoints/{made['id']}", json={"address": address})
            assert answer.status_code in {403, 422}, (address, answer.text)


class TestConnections:
    async def test_tell_nothing_of_what_lies_inside(self, api: httpx2.AsyncClient) -> None:
        """Trying a connection asks its address, and its answer must not become a map of the network."""
        for number, address in enumerate(each for each in INSIDE if each.startswith("http")):
            form = {
                "name": f"c{number}", "type": "openai-compatible", "base_url": address.replace("http:", "https:"),
                "api_keys": ["nothing"],
            }  # fmt: skip
            made = await api.post("/connections", json=form)
            if not made.is_success:
                assert made.status_code in {403, 422}, (address, made.text)
                continue
            tested = await api.post(f"/connections/{data_of(made)['id']}/test")
            assert tested.status_code < 500, (address, tested.text)
            assert '"works":true' not in tested.text
            assert "refused" not in tested.text.lower(), (address, tested.text)

    async def test_send_no_key_in_the_open(self, api: httpx2.AsyncClient) -> None:
        form = {"name": "open", "type": "openai", "base_url": "http://example.com/v1", "api_keys": ["k"]}
        assert code_of(await api.post("/connections", json=form)) == (422, "invalid_input")
