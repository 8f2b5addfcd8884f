"""Whether this process lives, has started, and can serve. Plain answers, as probes expect them."""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Literal

from fastapi import APIRouter, Request
from pydantic import BaseModel
from starlette.responses import JSONResponse

from pilothouse import __version__
from pilothouse.core.errors import PilothouseError, Unavailable

router = APIRouter(prefix="/health", tags=["health"])

Check = Callable[[], Awaitable[None]]
_CHECK_S = 5.0  # probes give up sooner or later; say which check it was before they do


class CheckResult(BaseModel):
    """One check, and what is wrong when it fails."""

    name: str
    ok: bool
    problem: str | None = None


class Health(BaseModel):
    """The sum of the checks."""

    status: Literal["ok", "failing"]
    version: str
    checks: list[CheckResult] = []


async def run_checks(checks: dict[str, Check]) -> Health:
    """Run every check; the sum fails when one does."""
    results: list[CheckResult] = []
    for name, check in checks.items():
        try:
            async with asyncio.timeout(_CHECK_S):
                await check()
        except PilothouseError as error:
            results.append(CheckResult(name=name, ok=False, problem=error.message))
        except TimeoutError:
            results.append(CheckResult(name=name, ok=False, problem=f"No answer within {_CHECK_S:g} s."))
        else:
            results.append(CheckResult(name=name, ok=True))
    return Health(
        status="ok" if all(result.ok for result in results) else "failing", version=__version__, checks=results
    )


@router.get("/live")
async def live() -> Health:
    """Answer as long as the process turns its event loop. Restart it when this fails."""
    return Health(status="ok", version=__version__)


@router.get("/ready", responses={503: {"model": Health}})
async def ready(request: Request) -> JSONResponse:
    """Answer 200 when requests can be served, 503 with the failing checks otherwise. Send traffic by this."""
    health = await run_checks({"started": partial(_check_started, request), **request.app.state.checks})
    return JSONResponse(health.model_dump(), 200 if health.status == "ok" else 503)


async def _check_started(request: Request) -> None:
    if not request.app.state.started:
        raise Unavailable("The process is starting or stopping.")


@router.get("/startup", responses={503: {"model": Health}})
async def startup(request: Request) -> JSONResponse:
    """Answer 200 once the process has started: the schema is current and the first administrator exists."""
    started: bool = request.app.state.started
    health = Health(status="ok" if started else "failing", version=__version__)
    return JSONResponse(health.model_dump(), 200 if started else 503)
