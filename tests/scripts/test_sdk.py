"""The client is written from the OpenAPI document."""

import keyword

import pytest

from scripts import sdk
from scripts.sdk.document import resources
from scripts.sdk.types import annotation


def test_the_client_is_as_new_as_the_document() -> None:
    texts = sdk.written()
    old = [path.name for path, text in texts.items() if not path.exists() or path.read_text() != text]
    assert old == [], "python -m scripts.reference writes them anew"
    assert set((sdk.PACKAGE / "resources").glob("*.py")) < set(texts)


def operation(name: str, responses: dict, **more) -> dict:
    return {"operationId": f"{name}_api_v1_things_get", "summary": name, "responses": responses, **more}


def document(**methods) -> dict:
    envelope = {"properties": {"data": {"type": "string"}}}
    return {"paths": {"/api/v1/things": methods}, "components": {"schemas": {"Envelope_str_": envelope}}}


def read(each: dict) -> list:
    ((_, operations),) = resources(document(get=each))
    return operations


JSON = {"application/json": {"schema": {"$ref": "#/components/schemas/Envelope_str_"}}}
EVENTS = {"text/event-stream": {"schema": {"type": "string"}}}


class TestOperations:
    @pytest.mark.parametrize(
        ("function", "name"),
        [
            ("list_things", "list"),
            ("read_thing", "read"),
            ("read_thing_history", "read_history"),
            ("raise_thing", "raise_thing"),  # a keyword cannot be a name
            ("things", "things"),
            ("end_everything", "end_everything"),
        ],
    )
    def test_leave_out_what_the_resource_says_already(self, function, name) -> None:
        (each,) = read(operation(function, {"200": {"content": JSON}}))
        assert each.name == name
        assert not keyword.iskeyword(each.name)

    @pytest.mark.parametrize(
        ("responses", "answers"),
        [
            ({"200": {"content": JSON}}, ["data"]),
            ({"200": {"content": EVENTS}, "204": {}}, ["events"]),
            ({"200": {"content": JSON | EVENTS}}, ["data", "events"]),
            ({"200": {"content": {"text/csv": {}}}}, ["file"]),
            ({"204": {}, "404": {"content": JSON}}, ["nothing"]),
        ],
        ids=["data", "events", "either", "file", "nothing"],
    )
    def test_answer_as_they_document(self, responses, answers) -> None:
        assert [each.answer for each in read(operation("ask_thing", responses))] == answers


class TestAnnotations:
    @pytest.mark.parametrize(
        ("schema", "written"),
        [
            ({"$ref": "#/components/schemas/Thing"}, "s.Thing"),
            ({"anyOf": [{"type": "string"}, {"type": "string", "format": "uuid"}, {"type": "null"}]}, "str | None"),
            ({"type": "array", "items": {"type": "integer"}}, "Sequence[int]"),
            ({"type": "object", "additionalProperties": {"type": "number"}}, "Mapping[str, float]"),
            ({"type": "object", "additionalProperties": True}, "Mapping[str, Any]"),
            ({"enum": ["a", "b"], "type": "string"}, "Literal['a', 'b']"),
            ({"const": True}, "Literal[True]"),
            ({}, "Any"),
        ],
        ids=["reference", "union", "array", "mapping", "object", "enum", "const", "anything"],
    )
    def test_say_what_a_value_is(self, schema, written) -> None:
        assert annotation(schema, "s.") == written
