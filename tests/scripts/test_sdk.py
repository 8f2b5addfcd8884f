"""The clients are written from the OpenAPI document."""

import keyword

import pytest

from scripts import sdk
from scripts.sdk import python_types, typescript, typescript_types
from scripts.sdk.document import named_schemas, resources


def test_the_clients_are_as_new_as_the_document() -> None:
    texts = sdk.written()
    old = [path.name for path, text in texts.items() if not path.exists() or path.read_text() != text]
    assert old == [], "python -m scripts.reference writes them anew"
    assert sdk.left_over() == set()


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


class TestSchemas:
    def test_may_lack_only_what_a_client_may_leave_out(self) -> None:
        given, sent = [{"$ref": f"#/components/schemas/{name}"} for name in ("Given", "Sent")]
        whole = document(
            get=operation("read_thing", {"200": {"content": JSON}}),
            post=operation("make_thing", {"204": {}}, requestBody={"content": {"application/json": {"schema": sent}}}),
        )
        whole["components"]["schemas"] |= {
            "Envelope_str_": {"properties": {"data": given}},
            "Given": {"properties": {"part": {"$ref": "#/components/schemas/Part"}}},
            "Sent": {"properties": {}},
            "Part": {"properties": {}},
            "Unused": {"properties": {}},
        }
        found = {name: is_sent for name, _, is_sent in named_schemas(whole)}
        assert found == {"Given": False, "Part": False, "Sent": True}

    def test_are_interfaces_in_typescript(self) -> None:
        schema = {
            "description": "A thing.",
            "required": ["id"],
            "properties": {"id": {"type": "string", "description": "Its own."}, "x-y": {"type": "integer"}},
        }
        assert typescript_types.interface("Thing", schema, is_sent=True).splitlines() == [
            "/** A thing. */",
            "export interface Thing {",
            "  /** Its own. */",
            "  id: string;",
            "  'x-y'?: number;",
            "}",
        ]


class TestAnnotations:
    @pytest.mark.parametrize(
        ("schema", "python", "typescript"),
        [
            ({"$ref": "#/components/schemas/Thing"}, "s.Thing", "s.Thing"),
            (
                {"anyOf": [{"type": "string"}, {"type": "string", "format": "uuid"}, {"type": "null"}]},
                "str | None",
                "string | null",
            ),
            ({"type": "array", "items": {"type": "integer"}}, "Sequence[int]", "number[]"),
            ({"type": "array", "items": {"enum": ["a", "b"]}}, "Sequence[Literal['a', 'b']]", "('a' | 'b')[]"),
            (
                {"type": "object", "additionalProperties": {"type": "number"}},
                "Mapping[str, float]",
                "Record<string, number>",
            ),
            ({"type": "object", "additionalProperties": True}, "Mapping[str, Any]", "Record<string, unknown>"),
            ({"enum": ["a", "b's"], "type": "string"}, "Literal['a', \"b's\"]", r"'a' | 'b\'s'"),
            ({"const": True}, "Literal[True]", "true"),
            ({}, "Any", "unknown"),
        ],
        ids=["reference", "union", "array", "choices", "mapping", "object", "enum", "const", "anything"],
    )
    def test_say_what_a_value_is(self, schema, python, typescript) -> None:
        assert python_types.annotation(schema, "s.") == python
        assert typescript_types.annotation(schema, "s.") == typescript


class TestTypeScript:
    def written(self, each: dict) -> str:
        return typescript.modules(document(get=each))["resources/things.ts"]

    def test_has_a_method_for_each_operation_in_its_own_spelling(self) -> None:
        each = operation(
            "read_thing_history",
            {"200": {"content": JSON}},
            parameters=[
                {"name": "thing_id", "in": "path", "required": True, "schema": {"type": "string"}},
                {"name": "days", "in": "query", "schema": {"type": "integer"}, "description": "Since when."},
                {"name": "Idempotency-Key", "in": "header", "schema": {"type": "string"}},
            ],
        )
        text = self.written(each | {"description": "Return it. */ is no end."})
        assert "  /** Return it. *\\/ is no end. */\n  readHistory(\n    thingId: string,\n" in text
        assert "      /** Since when. */\n      days?: number | null;\n    } = {},\n" in text
        assert "      idempotencyKey?: string;\n    },\n  ): Promise<string> {" in text
        assert "headers: { 'Idempotency-Key': options?.idempotencyKey }" in text

    def test_asks_for_what_is_required(self) -> None:
        q = {"name": "q", "in": "query", "required": True, "schema": {"type": "string"}}
        assert "      q: string;\n    },\n" in self.written(operation("find_things", {"204": {}}, parameters=[q]))

    def test_imports_what_it_uses(self) -> None:
        head = self.written(operation("export_things", {"200": {"content": {"text/csv": {}}}})).split("/**")[0]
        assert "import type { Download } from '../download.js';" in head
        assert "Listing" not in head
        assert "path" not in head
