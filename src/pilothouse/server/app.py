"""Assemble an application from rooms' routers."""

import asyncio
from collections.abc import Iterable
from contextlib import AbstractAsyncContextManager
from itertools import chain
from typing import Any, Protocol

from fastapi import APIRouter, FastAPI, Request, Response
from starlette.middleware import Middleware
from starlette.types import ASGIApp, Receive, Scope, Send

from pilothouse import __version__
from pilothouse.core import json
from pilothouse.core.clock import SystemClock
from pilothouse.server.auth import Authenticator
from pilothouse.server.envelope import error_schemas
from pilothouse.server.errors import add_error_handlers
from pilothouse.server.middleware import BodyLimit, RequestContext
from pilothouse.server.page import add_page
from pilothouse.server.route_index import RouteIndex
from pilothouse.server.settings import ServerSettings

_DESCRIPTION = """Run AI agents in production.

Answers come in an envelope: `{"success": true, "data": …, "meta": {"request_id": …}}`; failures as
`{"success": false, "error": {"code", "message", "details"}, "meta": …}`. Times are UTC, money is a decimal string in
US dollars. Sign in at `/api/v1/auth/login`, or send an API key as `Authorization: Bearer` or `X-API-Key`.
"""
_API_KEY = {"type": "apiKey", "in": "header", "name": "X-API-Key", "description": "An API key."}


class Application(FastAPI):
    """FastAPI behind a front, which sees every request before any layer of the framework's own."""

    front: ASGIApp | None = None

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._document = b""
        self._is_free = asyncio.Lock()

    async def send_document(self, _request: Request) -> Response:
        """Answer with the OpenAPI document; a thread makes it at the first request, for that takes seconds."""
        async with self._is_free:
            self._document = self._document or await asyncio.to_thread(lambda: json.dumps(self.openapi()))
        return Response(self._document, media_type="application/json")

    def openapi(self) -> dict[str, Any]:
        """Describe the API: where an access token is taken, a key may come in a header of its own."""
        document = super().openapi()
        components = document.setdefault("components", {})
        components["schemas"] = dict(sorted({**error_schemas(), **components.get("schemas", {})}.items()))
        schemes = components.get("securitySchemes", {})
        if "bearer" in schemes:
            schemes["api_key"] = _API_KEY
        for operation in chain.from_iterable(methods.values() for methods in document["paths"].values()):
            if operation.get("security") == [{"bearer": []}]:
                operation["security"].append({"api_key": []})
        return document

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if self.front is None:
            await super().__call__(scope, receive, send)
        else:
            await self.front(scope, receive, send)

    async def behind_front(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer what the front passes on."""
        await super().__call__(scope, receive, send)


class Lifespan(Protocol):
    """What runs while the application does."""

    def __call__(self, app: FastAPI) -> AbstractAsyncContextManager[Any]: ...


def build_app(
    *,
    routers: Iterable[APIRouter],
    authenticate: Authenticator,
    lifespan: Lifespan,
    settings: ServerSettings,
    layers: Iterable[Middleware] = (),
) -> Application:
    """Join routers into the application, with ids, limits, headers, errors and the page around them.

    Args:
        routers: of every room.
        authenticate: says who makes a request.
        lifespan: what runs while the application does.
        settings: of the edge.
        layers: of other rooms, around the routes and inside everything else; the first innermost.
    """
    app = Application(
        title="Pilothouse",
        version=__version__,
        description=_DESCRIPTION,
        lifespan=lifespan,
        openapi_url=None,  # below: the framework would stand still while it makes the document
        docs_url=None,  # the usual page loads its scripts from elsewhere; ours is `/docs` of the dashboard
        redoc_url=None,
        servers=[{"url": settings.base_path or "/"}],
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
    )
    app.state.authenticate = authenticate
    app.state.clock = SystemClock()
    app.state.server_settings = settings
    add_error_handlers(app)
    for layer in layers:
        app.add_middleware(layer.cls, *layer.args, **layer.kwargs)
    app.add_middleware(
        BodyLimit,
        default_bytes=settings.max_body_bytes,
        # room for the multipart frame around the file itself
        exceptions=[("/api/v1/files", settings.max_upload_bytes + 100_000)],
    )
    app.add_middleware(RequestContext)
    # whole as they are: inclusion would look for the route of each request once more in every router
    routes = [route for router in routers for route in router.routes]
    app.router.routes.extend([RouteIndex(routes), *routes])
    app.add_route("/openapi.json", app.send_document, include_in_schema=False)
    add_page(app, base_path=settings.base_path)
    return app
