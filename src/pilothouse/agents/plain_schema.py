"""JSON schema as a model should read it."""

from typing import Any

from pydantic.json_schema import GenerateJsonSchema


class PlainSchema(GenerateJsonSchema):
    """JSON schema without the generated titles, which only cost a model tokens."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        del schema
        return False
