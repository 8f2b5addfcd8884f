"""The dashboard's built files: hashed assets cached for good, every other address the page itself."""

import asyncio
import gzip
from pathlib import Path

from fastapi import FastAPI, Request
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.routing import request_response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

STATIC = Path(__file__).parent / "static"
_TEXTS = (".js", ".css", ".svg")
_NONCE_MARK = "__CSP_NONCE__"
_NOT_BUILT = (
    "<!doctype html><title>Pilothouse</title><p>The dashboard is not built. Run <code>./scripts/dev.sh start</code>,"
    " or <code>npm ci &amp;&amp; npm run build</code> in <code>web/</code>. The API works:"
    " its description is at <a href='/openapi.json'>/openapi.json</a>."
)


class _ImmutableFiles(StaticFiles):
    """Files whose name holds a hash of their content: browsers may keep them for good. Text travels packed."""

    def __init__(self, directory: Path) -> None:
        super().__init__(directory=directory)
        self._packed: dict[str, bytes] = {}

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        if isinstance(response, FileResponse) and path.endswith(_TEXTS):
            response.headers["Vary"] = "Accept-Encoding"
            if "gzip" in Headers(scope=scope).get("accept-encoding", ""):
                return await self._pack(path, response)
        return response

    async def _pack(self, path: str, file: FileResponse) -> Response:
        if path not in self._packed:
            text = await asyncio.to_thread(Path(file.path).read_bytes)
            self._packed[path] = await asyncio.to_thread(gzip.compress, text, mtime=0)
        kept = {name: file.headers[name] for name in ("Cache-Control", "Vary", "Content-Type")}
        return Response(self._packed[path], headers={**kept, "Content-Encoding": "gzip"})


def add_page(app: FastAPI, static: Path = STATIC, base_path: str = "") -> None:
    """Serve the dashboard at every address that no route has: a default, so that routes answer 405 themselves.

    Args:
        app: to serve it.
        static: folder of the built files.
        base_path: under which a proxy publishes it, such as `/pilot`.
    """
    if (static / "assets").is_dir():
        app.mount("/assets", _ImmutableFiles(directory=static / "assets"), name="assets")

    async def page(request: Request) -> Response:
        path = request.url.path.removeprefix("/")
        if request.method not in {"GET", "HEAD"} or path.startswith(("api/", "health/", "v1/", "assets/")):
            raise HTTPException(404)
        file = static / path
        if path and "/" not in path and file.is_file() and path != "index.html":
            return Response(file.read_bytes(), media_type=_media_type(path))
        index = static / "index.html"
        html = index.read_text(encoding="utf-8") if index.is_file() else _NOT_BUILT
        nonce: str = request.state.csp_nonce
        html = _below(base_path, html).replace(_NONCE_MARK, nonce)
        return HTMLResponse(html, headers={"Cache-Control": "no-store"})

    app.router.default = request_response(page)


def _below(base_path: str, html: str) -> str:
    """Let the page find its files, and know its place, under a base path."""
    for attribute in ("content", "href", "src"):  # the mark of the base path, styles and the icon, scripts
        html = html.replace(f'{attribute}="/', f'{attribute}="{base_path}/')
    return html


def _media_type(name: str) -> str:
    kinds = {".svg": "image/svg+xml", ".png": "image/png", ".ico": "image/x-icon", ".txt": "text/plain"}
    return kinds.get(Path(name).suffix, "application/octet-stream")
