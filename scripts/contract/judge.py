"""Schemathesis against a running installation, as one caller."""

import asyncio
import json
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import httpx2

SEED = 1

# Operations that are left out, and why.
_ENDLESS = {"stream_events": "the stream of a mission that waits has no end; tests/missions read it"}
_LEAVING = {
    "logout": "ends the caller's own login session",
    "end_login_sessions": "ends the caller's own login session",
    "end_login_session": "may end the caller's own login session",
    "revoke_api_key": "may end the caller's own key",
}

# What an answer must be, beside what the checks say by themselves.
_CONFIGURATION = """\
max-stream-events = 20

[checks]
# Valid by its schema and yet refused: a link that has expired, an agent that is not there, a text that breaks a rule
# which no schema can state, a body beyond its limit. Or sent on to a page.
positive_data_acceptance.expected-statuses = ["2xx", "303", "400", "401", "403", "404", "409", "413", "422", "429"]
# Refused, and too large besides.
negative_data_rejection.expected-statuses = ["400", "401", "403", "404", "405", "409", "413", "415", "422", "429"]

# An address that is also one of the kind behind it: `GET /agents/invoke` reads an agent of that name, and
# `PATCH /budgets/alerts` refuses an id that is none.
[[operations]]
include-path = ["/api/v1/agents/invoke", "/api/v1/budgets/alerts"]
checks.allow_header_conformance.enabled = false
checks.unsupported_method.enabled = false
"""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks.

    Attributes:
        headers: that carry the credential; secret.
        leaves: whether it asks for nothing but what ends its credential; others ask for all else.
    """

    name: str
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    leaves: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """What Schemathesis found."""

    caller: str
    cases: int
    is_kept: bool
    report: str


async def judge(address: str, caller: Caller, *, phases: str, examples: int) -> Verdict:
    """Ask every operation of the document as one caller; the same questions each time.

    Args:
        address: of the installation, such as "http://127.0.0.1:8700".
        caller: who asks.
        phases: of Schemathesis, separated by commas: examples, coverage, fuzzing, stateful.
        examples: most questions per operation in a phase that draws them at random.
    """
    async with httpx2.AsyncClient(timeout=60) as http:
        document = await http.get(f"{address}/openapi.json")
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder, "report.json")
        _lay_out(Path(folder), document.raise_for_status().content)
        options = ["--phases", phases, "--max-examples", str(examples), "--report-json-path", str(report)]
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "schemathesis.cli", "--config-file", "schemathesis.toml", "run", "openapi.json"),
            *("--url", address, *options, *_FIXED, *_whom(caller), *_what(caller)),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            cwd=folder,
        )
        words = (await process.communicate())[0].decode()
        return Verdict(caller.name, _cases(report), process.returncode == 0, words)


def _lay_out(folder: Path, document: bytes) -> None:
    """Put what Schemathesis reads into its folder; under load a server may take longer for it than it waits."""
    (folder / "openapi.json").write_bytes(document)
    (folder / "schemathesis.toml").write_text(_CONFIGURATION, encoding="utf-8")


_FIXED = (
    *("--seed", str(SEED), "--generation-deterministic", "--no-color"),
    *("--suppress-health-check", "all", "--warnings", "off", "--continue-on-failure", "--request-timeout", "30"),
)


def _whom(caller: Caller) -> list[str]:
    return [part for name, value in caller.headers.items() for part in ("-H", f"{name}: {value}")]


def _what(caller: Caller) -> list[str]:
    """Choose operations by their function's name, with which the framework's operation ids begin."""
    if caller.leaves:
        return ["--include-operation-id-regex", _beginning_with(_LEAVING)]
    left_out = _ENDLESS | (_LEAVING if caller.headers else {})
    return ["--exclude-operation-id-regex", _beginning_with(left_out)]


def _beginning_with(names: Mapping[str, str]) -> str:
    return f"^({'|'.join(names)})_api_v1_"


def _cases(report: Path) -> int:
    """Return how many questions were asked."""
    return json.loads(report.read_text(encoding="utf-8"))["test_cases"]["generated"] if report.exists() else 0
