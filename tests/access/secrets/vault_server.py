"""A server that answers as Vault's published API says, for the parts that we use.

Built from https://developer.hashicorp.com/vault/api-docs/secret/kv/kv-v2 and …/auth/approle, because Vault itself
cannot be had as a package. What it shows is that we speak the API as it is written down.
"""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

ROLE_ID, SECRET_ID = "role-1", "secret-1"


@dataclass
class Vault:
    """What the server holds. `versions` of a path are its values, None for one that was deleted."""

    url: str = ""
    tokens: set[str] = field(default_factory=lambda: {"root"})
    versions: dict[str, list[dict[str, Any] | None]] = field(default_factory=dict)
    logins: int = 0
    is_sealed: bool = False
    namespaces: list[str | None] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def answer(self, method: str, path: str, token: str | None, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        with self.lock:
            if self.is_sealed:
                return 503, {"errors": ["Vault is sealed"]}
            if path == "/v1/auth/approle/login":
                return self._login(body)
            if token not in self.tokens:
                return 403, {"errors": ["permission denied"]}
            mount, _, name = path.removeprefix("/v1/").partition("/data/")
            return self._read(f"{mount}:{name}") if method == "GET" else self._write(f"{mount}:{name}", body)

    def _login(self, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        if (body.get("role_id"), body.get("secret_id")) != (ROLE_ID, SECRET_ID):
            return 400, {"errors": ["invalid role or secret ID"]}
        self.logins += 1
        token = f"issued-{self.logins}"
        self.tokens.add(token)
        return 200, {"auth": {"client_token": token, "lease_duration": 1200, "renewable": True}}

    def _read(self, key: str) -> tuple[int, dict[str, Any]]:
        versions = self.versions.get(key, [])
        if not versions:
            return 404, {"errors": []}
        is_deleted = versions[-1] is None
        metadata = {
            "version": len(versions),
            "destroyed": False,
            "deletion_time": "2026-01-01T00:00:00Z" if is_deleted else "",
        }
        return 404 if is_deleted else 200, {"data": {"data": versions[-1], "metadata": metadata}}

    def _write(self, key: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        versions = self.versions.setdefault(key, [])
        cas = body.get("options", {}).get("cas")
        if cas is not None and cas != len(versions):
            return 400, {"errors": ["check-and-set parameter did not match the current version"]}
        versions.append(body["data"])
        return 200, {"data": {"version": len(versions), "destroyed": False, "deletion_time": ""}}


@contextmanager
def open_vault() -> Iterator[Vault]:
    vault = Vault()

    class Handler(BaseHTTPRequestHandler):
        def _handle(self) -> None:
            size = int(self.headers.get("content-length") or 0)
            body = json.loads(self.rfile.read(size) or b"{}")
            vault.namespaces.append(self.headers.get("X-Vault-Namespace"))
            status, answer = vault.answer(self.command, self.path, self.headers.get("X-Vault-Token"), body)
            data = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        do_GET = do_POST = do_PUT = _handle  # noqa: N815 - the server's names

        def log_message(self, *_arguments: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    vault.url = f"http://127.0.0.1:{server.server_port}"
    yield vault
    server.shutdown()
    server.server_close()
    thread.join()
