"""The envelope around every answer under `/api/v1`, and the router that puts answers into it."""

import functools
import inspect
from collections.abc import Callable
from typing import Any, Generic, Literal, TypeVar, cast, get_args, get_origin

from fastapi import APIRouter
from fastapi.datastructures import DefaultPlaceholder
from pydantic import BaseModel, Field
from starlette.responses import Response

from pilothouse.core.telemetry import request_id

Data = TypeVar("Data")


class Pagination(BaseModel):
    """Where the next page starts."""

    next_cursor: str | None = Field(None, description="Send it as `cursor` for the next page; null on the last one.")
    total: int | None = Field(None, description="How many match in all, where that is cheap to know.")


class Meta(BaseModel):
    """What accompanies every answer."""

    request_id: str | None = None
    pagination: Pagination | None = None


class Envelope(BaseModel, Generic[Data]):
    """A successful answer."""

    success: Literal[True] = True
    data: Data
    meta: Meta


class ErrorDetail(BaseModel):
    """What went wrong: a stable code, words for a person, facts for a program."""

    code: str
    message: str
    details: dict[str, Any] = {}


class ErrorEnvelope(BaseModel):
    """A failed answer."""

    success: Literal[False] = False
    error: ErrorDetail
    meta: Meta


class Page(BaseModel, Generic[Data]):
    """What a route returns for one page of a list; the router moves the cursor into `meta.pagination`."""

    items: list[Data]
    next_cursor: str | None = None
    total: int | None = None


# By name and not as a model: the framework would make two thousand validators of it, which nobody asks.
_FAILURE = {"application/json": {"schema": {"$ref": "#/components/schemas/ErrorEnvelope"}}}
ERROR_RESPONSES: dict[int | str, dict[str, Any]] = {
    status: {"content": _FAILURE, "description": description}
    for status, description in {
        400: "The request cannot be read",
        401: "No valid credential",
        403: "Not allowed to this principal",
        404: "Not there, or not visible",
        409: "Not in a state that allows this",
        413: "Larger than it may be",
        422: "A field is not as it must be",
        429: "Too many requests, or a budget is spent",
        503: "A part of the platform is away; retry",
    }.items()
}


def error_schemas() -> dict[str, Any]:
    """Return the schemas that `ERROR_RESPONSES` name, for the document's components."""
    schema = ErrorEnvelope.model_json_schema(ref_template="#/components/schemas/{model}", mode="serialization")
    return {**schema.pop("$defs"), "ErrorEnvelope": schema}


def file_responses(*media_types: str) -> dict[int | str, dict[str, Any]]:
    """Document a route that answers with a file of one of these types."""
    return {200: {"content": {media_type: {} for media_type in media_types}, "description": "The file"}}


def _wrap(value: Any) -> dict[str, Any]:
    if isinstance(value, Page):
        page = cast("Page[Any]", value)
        paging = Pagination(next_cursor=page.next_cursor, total=page.total)
        return {"success": True, "data": page.items, "meta": Meta(request_id=request_id(), pagination=paging)}
    return {"success": True, "data": value, "meta": Meta(request_id=request_id())}


def _enveloped(answer: Any) -> Any:
    """Return the envelope's type for a route that answers with `answer`."""
    if inspect.isclass(answer) and issubclass(answer, Page) and not get_origin(answer):
        item = answer.__pydantic_generic_metadata__["args"][0]
        return Envelope[list[item]]
    return Envelope[answer]


def _is_response(answer: Any) -> bool:
    candidates = (answer, *get_args(answer))
    return any(inspect.isclass(one) and issubclass(one, Response) for one in candidates)


class ApiRouter(APIRouter):
    """A router whose routes return plain models; the envelope and the documented errors come by themselves."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(responses={**ERROR_RESPONSES, **kwargs.pop("responses", {})}, **kwargs)

    def add_api_route(self, path: str, endpoint: Callable[..., Any], **kwargs: Any) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
        answer = inspect.signature(endpoint).return_annotation
        explicit = kwargs.get("response_model")
        if _is_response(answer) or not (explicit is None or isinstance(explicit, DefaultPlaceholder)):
            super().add_api_route(path, endpoint, **kwargs)
            return

        @functools.wraps(endpoint)
        async def enveloped(*args: Any, **arguments: Any) -> Any:
            return _wrap(await endpoint(*args, **arguments))

        kwargs["response_model"] = _enveloped(answer)
        super().add_api_route(path, enveloped, **kwargs)
