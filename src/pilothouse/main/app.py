"""Join the rooms into one application."""

from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager

from fastapi import FastAPI
from starlette.middleware import Middleware

from pilothouse.access import routes as access_routes
from pilothouse.access.audit.layer import ChangeLayer, remembering
from pilothouse.access.identity.deps import authenticate as by_credential
from pilothouse.access.ratelimit.deps import RateLimitLayer, within_limits
from pilothouse.analytics import routes as analytics_routes
from pilothouse.chat import routes as chat_routes
from pilothouse.gateway import routes as gateway_routes
from pilothouse.gateway.wire.app import WireApp
from pilothouse.live import routes as live_routes
from pilothouse.main.door import ApplicationDoor
from pilothouse.missions.lifecycle import routes as mission_routes
from pilothouse.notify import routes as notify_routes
from pilothouse.ops import health
from pilothouse.runtime.approvals import routes as approval_routes
from pilothouse.runtime.artifacts import routes as artifact_routes
from pilothouse.runtime.feedback import routes as feedback_routes
from pilothouse.runtime.files import routes as file_routes
from pilothouse.runtime.hosting import routes as run_routes
from pilothouse.runtime.invoke import routes as invoke_routes
from pilothouse.runtime.registry import routes as registry_routes
from pilothouse.server.app import build_app
from pilothouse.server.auth import Authenticator
from pilothouse.server.edge import edge
from pilothouse.settings import Settings
from pilothouse.worker.platform import Platform, open_platform

ROUTERS = (
    *access_routes.ROUTERS,
    mission_routes.router,
    artifact_routes.router,
    file_routes.router,
    registry_routes.router,
    invoke_routes.router,
    run_routes.router,
    feedback_routes.router,
    approval_routes.router,
    *gateway_routes.routers,
    analytics_routes.router,
    *chat_routes.ROUTERS,
    *notify_routes.ROUTERS,
    live_routes.router,
    health.router,
)


def create_app(
    settings: Settings,
    *,
    progress: Callable[[str], None] = lambda _message: None,
    ready: Callable[[Platform], None] = lambda _platform: None,
    authenticate: Authenticator | None = None,
) -> FastAPI:
    """Make the application; the platform opens with its lifespan.

    Args:
        settings: of the installation.
        progress: told in words what takes time while it starts.
        ready: called once the platform is open, before the first request.
        authenticate: instead of credentials and limits; the command line acts as its own data directory's operator.
    """

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncGenerator[None]:
        async with open_platform(settings, with_worker=settings.worker, progress=progress) as platform:
            _expose(app, platform)
            ready(platform)
            yield
            app.state.started = False

    app = build_app(
        routers=ROUTERS,
        authenticate=remembering(authenticate) if authenticate else within_limits(remembering(by_credential)),
        lifespan=lifespan,
        settings=settings.server,
        layers=[Middleware(ChangeLayer), Middleware(RateLimitLayer)],
    )

    wires = WireApp(app.behind_front, gateway=lambda: app.state.gateway, door=ApplicationDoor(app))
    app.front = edge(wires, settings.server)
    app.state.started = False
    app.state.checks = {}
    return app


def _expose(app: FastAPI, platform: Platform) -> None:
    """Put the parts where the rooms' dependencies look for them."""
    app.state.platform = platform
    app.state.settings = platform.settings
    app.state.database = platform.database
    app.state.hub = platform.hub
    app.state.registry = platform.registry
    app.state.blobs = platform.blobs
    app.state.gateway = platform.gateway
    app.state.run_host = platform.run_host
    app.state.chat = platform.chat
    app.state.parked_missions = platform.parked_missions
    app.state.identity = platform.identity
    app.state.rate_limits = platform.rate_limits
    app.state.notify = platform.notify
    app.state.security = platform.security
    app.state.checks = {"database": platform.database.ping, "lease": platform.check_lease}
    app.state.started = True
