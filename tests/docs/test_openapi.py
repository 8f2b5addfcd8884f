"""The OpenAPI document shows what each request looks like."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from scripts.sdk import DOCUMENT

document: dict[str, Any] = json.loads(DOCUMENT.read_text(encoding="utf-8"))


def bodies() -> Iterator[Any]:
    """Yield the schema of every JSON body that a request may have, `null` aside."""
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            content = operation.get("requestBody", {}).get("content", {})
            if "application/json" in content:
                schema = content["application/json"]["schema"]
                (named,) = [each for each in schema.get("anyOf", [schema]) if "$ref" in each]
                yield pytest.param(named, id=f"{method} {path}")


@pytest.mark.parametrize("schema", list(bodies()))
def test_every_request_body_has_an_example_that_is_valid(schema) -> None:
    examples = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]].get("examples")
    assert examples, "Give its class `json_schema_extra={'examples': [...]}`."
    validator = Draft202012Validator({**document, **schema}, format_checker=Draft202012Validator.FORMAT_CHECKER)
    for example in examples:
        assert example, "An empty example shows nothing."
        validator.validate(example)
