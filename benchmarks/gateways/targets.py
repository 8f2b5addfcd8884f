"""The proxies that are compared: each is started, asked, and measured in the same way."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from shutil import which

from benchmarks.place import cpu_seconds, free_port, memory_mb, served, wait_for_port
from tests.places import open_place

MODELS = ("fast", "slow", "stream-1000")
NGINX = """
daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log /dev/null crit;
events {{ worker_connections 4096; }}
http {{
  access_log off; client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; client_max_body_size 32m;
  fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s; keepalive_requests 1000000;
  upstream provider {{ server 127.0.0.1:{upstream}; keepalive 512; keepalive_requests 1000000; }}
  server {{
    listen 127.0.0.1:{port} backlog=2048;
    location / {{
      proxy_pass http://provider; proxy_http_version 1.1; proxy_set_header Connection ""; proxy_buffering off;
    }}
  }}
}}
"""


@dataclass
class Target:
    """A running proxy.

    Attributes:
        pids: of the processes that do its work.
        database_pids: of the database behind it, counted apart.
        prefix: before a model's name.
        headers: that its callers send.
    """

    name: str
    port: int
    pids: list[int]
    database_pids: list[int] = field(default_factory=list)
    key: str = "none"
    prefix: str = ""
    headers: dict[str, str] = field(default_factory=dict)

    def cpu_s(self) -> float:
        """Return the CPU time used so far."""
        return sum(map(cpu_seconds, self.pids))

    def database_cpu_s(self) -> float:
        """Return the CPU time of its database so far."""
        return sum(cpu_seconds(pid) for pid in self.database_pids if Path(f"/proc/{pid}").exists())

    def memory_mb(self) -> float:
        """Return the memory it holds."""
        return sum(map(memory_mb, self.pids))


@contextmanager
def upstream() -> Iterator[int]:
    """Run the fake provider; yield its port."""
    port = free_port()
    with _process([sys.executable, "-m", "benchmarks.gateways.upstream", str(port)], port):
        yield port


@contextmanager
def targets(upstream_port: int) -> Iterator[list[Target]]:
    """Start every proxy that this machine has."""
    with ExitStack() as stack:
        yield [
            target
            for start in (_nginx, _bare_proxy, _ours, _litellm, _portkey)
            if (target := stack.enter_context(start(upstream_port))) is not None
        ]


@contextmanager
def _nginx(upstream_port: int) -> Iterator[Target | None]:
    if which("nginx") is None:
        yield None
        return
    with open_place() as folder:
        port = free_port()
        config = folder / "nginx.conf"
        config.write_text(NGINX.format(folder=folder, port=port, upstream=upstream_port), encoding="utf-8")
        with _process(["nginx", "-e", "/dev/null", "-c", str(config), "-p", str(folder)], port) as pid:
            yield Target("nginx", port, [pid, *_children(pid)])


@contextmanager
def _bare_proxy(upstream_port: int) -> Iterator[Target]:
    port = free_port()
    url = f"http://127.0.0.1:{upstream_port}"
    with _process([sys.executable, "-m", "benchmarks.gateways.bare_proxy", str(port), url], port) as pid:
        yield Target("bare proxy", port, [pid])


@contextmanager
def _ours(upstream_port: int) -> Iterator[Target]:
    """Start Pilothouse with every duty on: key, hard budgets on four scopes, key limits, ledger, screening hook."""
    prices = {model: {"input_usd": "0.15", "output_usd": "0.60"} for model in MODELS}
    environment = {
        "OPENAI_BASE_URL": f"http://127.0.0.1:{upstream_port}/v1",
        "OPENAI_API_KEY": "upstream",
        "PILOTHOUSE_GATEWAY_PRICES": json.dumps(prices),
    }
    os.environ.update(environment)
    with open_place(on_disk=True) as place, served(place, "--no-worker") as server:
        command = [
            sys.executable,
            "-m",
            "pilothouse.cli",
            "keys",
            "create",
            "--name",
            "bench",
            "--data-dir",
            str(place),
        ]
        made = json.loads(subprocess.run([*command, "--json"], check=True, capture_output=True, timeout=60).stdout)
        _set_budgets(server.url, made["key"])
        postmaster = int((place / "postgres" / "data" / "postmaster.pid").read_text(encoding="ascii").split()[0])
        port = int(server.url.rpartition(":")[2])
        _warm(port, made["key"])
        yield Target("Pilothouse", port, [server.process.pid], [postmaster, *_children(postmaster)], key=made["key"])


def _set_budgets(url: str, key: str) -> None:
    """Put hard budgets on the caller's organization, user and key, and on the model."""
    me = _call(url, key, "/api/v1/auth/me")
    organization, user = me["organization"]["id"], me["id"]
    (key_id,) = [each["id"] for each in _call(url, key, "/api/v1/auth/api-keys")]
    for kind, name in (("organization", organization), ("user", user), ("api_key", key_id), ("model", "fast")):
        budget = {"scope_kind": kind, "scope_id": name, "period": "monthly", "limit_usd": "1000000"}
        _call(url, key, "/api/v1/budgets", budget)
    limit = {"scope_kind": "api_key", "scope_id": key_id, "tokens_per_minute": 2_000_000_000, "parallel_calls": 5000}
    _call(url, key, "/api/v1/limits", limit)


def _call(url: str, key: str, path: str, body: dict[str, object] | None = None) -> dict[str, dict[str, str]]:
    headers = {"authorization": f"Bearer {key}", "content-type": "application/json"}
    request = urllib.request.Request(url + path, json.dumps(body).encode() if body else None, headers)
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.loads(answer.read())["data"]


def _warm(port: int, key: str) -> None:
    """Open the gateway's connections to its database."""
    body = {"model": "fast", "messages": [{"role": "user", "content": "Hi"}], "max_tokens": 5}
    headers = {"authorization": f"Bearer {key}", "content-type": "application/json"}
    request = urllib.request.Request(f"http://127.0.0.1:{port}/v1/chat/completions", json.dumps(body).encode(), headers)
    with urllib.request.urlopen(request, timeout=30) as answer:
        answer.read()


@contextmanager
def _litellm(upstream_port: int) -> Iterator[Target | None]:
    """Start LiteLLM from its own environment: `LITELLM_BIN` names its command. Here it has one key and no budgets."""
    command = os.environ.get("LITELLM_BIN", "")
    if not command:
        yield None
        return
    with open_place() as folder:
        port = free_port()
        base = f"http://127.0.0.1:{upstream_port}/v1"
        models = [
            {"model_name": name, "litellm_params": {"model": f"openai/{name}", "api_base": base, "api_key": "upstream"}}
            for name in MODELS
        ]
        config = folder / "litellm.yaml"
        key = "sk-benchmark-0123456789abcdef0123456789abcdef"  # not a secret
        config.write_text(json.dumps({"model_list": models, "general_settings": {"master_key": key}}), encoding="utf-8")
        os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"  # else it fetches one
        options = ["--config", str(config), "--host", "127.0.0.1", "--port", str(port), "--num_workers", "1"]
        with _process([command, *options], port, timeout_s=120) as pid:
            time.sleep(5)
            yield Target("LiteLLM", port, [pid, *_children(pid)], key=key)


@contextmanager
def _portkey(upstream_port: int) -> Iterator[Target | None]:
    """Start Portkey's gateway: `PORTKEY_SERVER` names its start-server.js."""
    script = os.environ.get("PORTKEY_SERVER", "")
    if not script:
        yield None
        return
    port = free_port()
    with _process(["node", script, f"--port={port}", "--headless"], port) as pid:
        host = f"http://127.0.0.1:{upstream_port}/v1"
        yield Target("Portkey", port, [pid], headers={"x-portkey-provider": "openai", "x-portkey-custom-host": host})


@contextmanager
def _process(command: list[str], port: int, timeout_s: float = 30) -> Iterator[int]:
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    process = subprocess.Popen(command, start_new_session=True, **quiet)  # type: ignore[call-overload]
    try:
        wait_for_port(port, timeout_s)
        yield process.pid
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(20)


def _children(pid: int) -> list[int]:
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    return [int(child) for child in found.split()]
