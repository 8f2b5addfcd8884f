"""A small application built by the kit: routes that do each thing a route can do."""

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated

import httpx2
import pytest
from fastapi import FastAPI, Request, UploadFile
from pydantic import BaseModel, Field
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse, StreamingResponse

from pilothouse.core.errors import ErrorKind, PilothouseError, RateLimited, Unauthenticated
from pilothouse.core.ids import OrganizationId, UserId, new_id
from pilothouse.core.principal import Principal
from pilothouse.core.telemetry import request_id
from pilothouse.server.app import build_app
from pilothouse.server.auth import require_permission
from pilothouse.server.envelope import ApiRouter, Page
from pilothouse.server.settings import ServerSettings

BODY_LIMIT = 2_000
UPLOAD_LIMIT = 10_000


class Thing(BaseModel):
    name: str = Field(max_length=10)
    sizes: list[int] = []


class NamedFailure(PilothouseError):
    """Raised by a route, of the kind that the request asks for."""


router = ApiRouter(prefix="/api/v1")
CanRun = Annotated[Principal, require_permission("missions:run")]


@router.post("/things", status_code=201)
async def make(thing: Thing) -> Thing:
    return thing


@router.get("/things")
async def listed(cursor: str | None = None) -> Page[Thing]:
    return Page(items=[Thing(name="a")], next_cursor=None if cursor else "more", total=2)


@router.delete("/things")
async def nothing() -> None:
    return None


@router.get("/plain")
async def plain() -> PlainTextResponse:
    return PlainTextResponse("as it is")


@router.get("/guarded")
async def guarded(who: CanRun) -> str:
    return str(who.user_id)


@router.get("/fail/{kind}")
async def fail(kind: ErrorKind) -> None:
    raise type("NamedFailure", (NamedFailure,), {"kind": kind})("It failed.", details={"fact": 1})


@router.get("/wait")
async def wait() -> None:
    raise RateLimited("Too many.", retry_after_s=7.4)


@router.get("/crash")
async def crash() -> None:
    raise RuntimeError("the secret inside")


@router.get("/crash-half-way")
async def crash_half_way() -> StreamingResponse:
    async def half():
        yield b"the first half"
        raise RuntimeError("half way")

    return StreamingResponse(half())


@router.post("/files")
async def upload(file: UploadFile) -> int:
    return len(await file.read())


@router.post("/files/raw")
async def raw(request: Request) -> int:
    return sum([len(chunk) async for chunk in request.stream()])


@router.get("/request-id")
async def identifier() -> str | None:
    await asyncio.sleep(0)
    return request_id()


async def by_header(connection: HTTPConnection) -> Principal:
    """Take the permissions that a header names; without it nobody is there."""
    if "x-may" not in connection.headers:
        raise Unauthenticated("Sign in.")
    permissions = frozenset(connection.headers["x-may"].split())
    return Principal(OrganizationId(new_id()), UserId(new_id()), permissions=permissions)


@pytest.fixture
def app() -> FastAPI:
    settings = ServerSettings(max_body_bytes=BODY_LIMIT, max_upload_bytes=UPLOAD_LIMIT)
    return build_app(routers=[router], authenticate=by_header, lifespan=None, settings=settings)


@pytest.fixture
async def client(app: FastAPI) -> AsyncIterator[httpx2.AsyncClient]:
    transport = httpx2.ASGITransport(app, raise_app_exceptions=False)
    async with httpx2.AsyncClient(transport=transport, base_url="http://pilothouse.test") as client:
        yield client
