import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import numpy as np
import pytest

from pilothouse.core.errors import Unavailable
from pilothouse.llm.embedding_endpoint import EmbeddingEndpoint
from pilothouse.llm.ranking import TextIndex


class Endpoint:
    """Serves vectors that hold a text's count of a, b and c; `spoil` turns answers into something else."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []
        self.keys: list[str | None] = []
        self.spoil: tuple[int, bytes] | None = None
        endpoint = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["content-length"])))
                endpoint.asked.append(body)
                endpoint.keys.append(self.headers.get("authorization"))
                vectors = [[text.count(letter) for letter in "abc"] for text in body["input"]]
                data = [{"index": at, "embedding": vector} for at, vector in enumerate(vectors)]
                status, answer = endpoint.spoil or (200, json.dumps({"data": data[::-1]}).encode())
                self.send_response(status)
                self.send_header("content-length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/v1/embeddings"


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    served = Endpoint()
    threading.Thread(target=served.server.serve_forever, daemon=True).start()
    yield served
    served.server.shutdown()
    served.server.server_close()


def test_vectors_come_in_the_order_of_the_texts_and_have_unit_length(endpoint: Endpoint) -> None:
    vectors = EmbeddingEndpoint(endpoint.url, "tiny", "word").embed(["aa", "b", ""])
    assert np.array_equal(vectors, [[1, 0, 0], [0, 1, 0], [0, 0, 0]])
    assert endpoint.asked == [{"model": "tiny", "input": ["aa", "b", ""], "encoding_format": "float"}]
    assert endpoint.keys == ["Bearer word"]


def test_a_text_is_asked_for_once_and_many_are_asked_for_in_parts(endpoint: Endpoint) -> None:
    embed = EmbeddingEndpoint(endpoint.url, "tiny").embed
    texts = [f"a{number}" for number in range(150)]
    embed([*texts, *texts])
    embed([*texts, "new"])
    assert [len(each["input"]) for each in endpoint.asked] == [100, 50, 1]
    assert endpoint.keys[0] is None


@pytest.mark.parametrize(
    "spoil",
    [(500, b"{}"), (200, b"<html>"), (200, b"{}"), (200, b'{"data": []}'), (200, b'{"data": [{"index": 0}]}')],
    ids=["fails", "is no JSON", "has no data", "lacks a vector", "lacks its numbers"],
)
def test_an_endpoint_that_does_not_serve_is_told(endpoint: Endpoint, spoil: tuple[int, bytes]) -> None:
    endpoint.spoil = spoil
    with pytest.raises(Unavailable, match="embeddings endpoint"):
        EmbeddingEndpoint(endpoint.url, "tiny").embed(["a"])


def test_a_search_goes_on_by_words_until_the_endpoint_is_back(endpoint: Endpoint) -> None:
    index = TextIndex(["aaa here", "bbb there"], EmbeddingEndpoint(endpoint.url, "tiny").embed)
    endpoint.spoil = (503, b"")
    assert index.search("bbb", limit=1)[0][0] == 1
    assert index.search("xaaax bx", limit=2)[0][1] == 0
    endpoint.spoil = None
    assert index.search("xaaax", limit=1)[0][0] == 0
