"""No text is endless, and none breaks what it passes through."""

import json

import pytest

from pilothouse.main import create_app
from pilothouse.settings import Settings
from tests.house import code_of

BOUNDED = ("maxLength", "enum", "const", "pattern")
FORMATS = ("uuid", "date-time", "date", "binary")


def endless(schema, schemas, place, seen):
    """Yield the places of texts in a schema that may have any length."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        if name in seen:
            return
        seen.add(name)
        schema, place = schemas[name], name
    is_bounded = any(each in schema for each in BOUNDED) or schema.get("format") in FORMATS
    if schema.get("type") == "string" and not is_bounded and "contentMediaType" not in schema:
        yield place
    inner = {f"{place}.{name}": each for name, each in schema.get("properties", {}).items()}
    for name in ("items", "additionalProperties"):
        if isinstance(schema.get(name), dict):
            inner[f"{place}.*"] = schema[name]
    for where, each in inner.items():
        yield from endless(each, schemas, where, seen)
    options = schema.get("anyOf", ())
    if not any(each.get("type") == "number" for each in options):  # else an amount, which may be written as text
        for each in options:
            yield from endless(each, schemas, place, seen)


def texts_of_requests():
    document, seen = create_app(Settings()).openapi(), set()
    schemas = document["components"]["schemas"]
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            for each in operation.get("parameters", ()):
                yield from endless(each["schema"], schemas, f"{method} {path} {each['name']}", seen)
            for content in operation.get("requestBody", {}).get("content", {}).values():
                yield from endless(content["schema"], schemas, f"{method} {path}", seen)


def test_every_text_that_is_sent_has_a_longest_length() -> None:
    assert list(texts_of_requests()) == []


# Characters that cannot be seen, that change how others are read, or that are none.
TRICKS = {
    "nul": "A\0da",
    "lone surrogate": "A\ud800da",
    "line feed": "A\nda",
    "right to left": "A\u202eda",
    "isolate": "A\u2066da",
    "zero width": "A\u200bda",
    "byte order mark": "A\ufeffda",
    "soft hyphen": "A\u00adda",
}
PASSWORD = "a-word-nobody-uses-94"
NAMES = {
    "user": ("/users", {"email": "ada@example.com", "name": "TRICK", "password": PASSWORD}),
    "e-mail": ("/users", {"email": "TRICK@example.com", "name": "Ada", "password": PASSWORD}),
    "team": ("/teams", {"name": "TRICK"}),
    "role": ("/roles", {"name": "TRICK", "permissions": ["missions:read"]}),
    "key": ("/auth/api-keys", {"name": "TRICK"}),
    "invitation": ("/invitations", {"email": "TRICK@example.com"}),
    "endpoint": (
        "/notifications/endpoints",
        {"name": "TRICK", "kind": "email", "address": "ada@example.com", "topics": ["mission.completed"]},
    ),
    "connection": ("/connections", {"name": "TRICK", "type": "openai"}),
    "model route": ("/model-routes", {"name": "TRICK", "fallbacks": ["builtin"]}),
}
# Free text may hold what people write, such as joined emoji; but nothing that cannot be stored.
TEXTS = {
    "objective": ("/missions", {"objective": "TRICK"}),
    "parameter": ("/missions", {"objective": "Say hello", "parameters": {"name": ["TRICK"]}}),
    "message": ("/chat", {"message": "TRICK"}),
    "title": ("/chat/conversations", {"title": "TRICK"}),
    "metadata": ("/chat/conversations", {"metadata": {"TRICK": 1}}),
    "fact": ("/chat/memory/facts", {"text": "TRICK"}),
    "prompt": ("/agents/analyst/invoke", {"prompt": "TRICK"}),
    "context": ("/agents/analyst/invoke", {"prompt": "Say hello", "context": {"name": "TRICK"}}),
    "argument": ("/tools/find_tools/run", {"arguments": {"query": "TRICK"}}),
}


async def answer_to(api, place, trick):
    path, body = place
    text = json.dumps(body).replace("TRICK", json.dumps(trick)[1:-1])
    return await api.post(path, content=text, headers={"Content-Type": "application/json"})


@pytest.mark.parametrize("trick", TRICKS)
async def test_a_name_holds_only_what_can_be_seen(api, trick) -> None:
    answers = {name: code_of(await answer_to(api, place, TRICKS[trick])) for name, place in NAMES.items()}
    assert answers == dict.fromkeys(NAMES, (422, "invalid_input"))


@pytest.mark.parametrize("trick", ["nul", "lone surrogate"])
async def test_what_cannot_be_stored_is_refused_in_words(api, trick) -> None:
    answers = {text: code_of(await answer_to(api, place, TRICKS[trick]))[0] for text, place in TEXTS.items()}
    assert answers == dict.fromkeys(TEXTS, 422)


@pytest.mark.parametrize(
    "body",
    ["[" * 100_000, '{"a":' * 100_000, "1" * 100_000, "nan", '{"a": 1e999}', "\ufeff{}"],
    ids=["lists", "objects", "digits", "no number", "infinity", "mark"],
)
async def test_a_body_that_is_hard_to_read_is_refused(api, body) -> None:
    answer = await api.post("/missions", content=body.encode(), headers={"Content-Type": "application/json"})
    assert code_of(answer)[0] in {400, 422}


@pytest.mark.parametrize("text", ["objective", "message", "prompt"])
async def test_an_empty_key_makes_nothing_the_same(api, text) -> None:
    path, body = TEXTS[text]
    answers = [await api.post(path, json=body, headers={"Idempotency-Key": ""}) for _ in range(2)]
    assert [code_of(answer)[0] for answer in answers] == [422, 422]
