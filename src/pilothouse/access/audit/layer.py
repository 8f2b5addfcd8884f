"""What makes forgetting impossible: what no service wrote into the log is written where its answer passes."""

from starlette.datastructures import State
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pilothouse.access.audit.bodies import BodyTap, keep, keeps_body
from pilothouse.access.audit.caller import caller_of
from pilothouse.access.audit.entries import REFUSED, RefusalLog, write_entry
from pilothouse.access.audit.service import Watch, watching
from pilothouse.core.principal import Principal
from pilothouse.core.telemetry import get_logger
from pilothouse.db.engine import Database
from pilothouse.server.auth import Authenticator

log = get_logger(__name__)

# Endpoints that change something and write nothing here, and why.
UNRECORDED = {
    "start_turn": "the run writes an entry when it is over",
    "answer_whole": "the run writes an entry when it is over",
    "continue_turn": "the run writes an entry when it is over",
    "invoke_agent": "the run writes an entry when it is over",
    "invoke_fitting_agent": "the run writes an entry when it is over",
    "continue_run": "the run writes an entry when it is over",
    "test_connection": "asks a provider whether it answers; nothing changes",
}
# Where the name of an endpoint is no verb with its thing.
_OTHERWISE = {
    "forget_everything": "memory.forget",
    "redeliver": "notification.redeliver",
    "revoke_any_api_key": "api_key.revoke",
    "create_service_account_key": "api_key.create",
    "rotate_service_account_key": "api_key.rotate",
}
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_PRINCIPAL = "audit_principal"


def remembering(authenticate: Authenticator) -> Authenticator:
    """Return an authenticator that lets `ChangeLayer` know whom it found."""

    async def authenticate_and_remember(connection: HTTPConnection) -> Principal:
        who = await authenticate(connection)
        connection.scope.setdefault("state", {})[_PRINCIPAL] = who
        return who

    return authenticate_and_remember


class ChangeLayer:
    """Writes an entry about each change by a known principal, and about what they may not do or ask too often.

    A service that writes the entry itself, in the transaction of the change, says more and is left alone. This one is
    written after the change and before its answer.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._refusals = RefusalLog()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
        elif scope["method"] in _SAFE:
            await self._read(scope, receive, send)
        else:
            await self._change(scope, receive, send)

    async def _read(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_after_entry(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] in REFUSED:
                await self._record(scope, message["status"])
            await send(message)

        await self.app(scope, receive, send_after_entry)

    async def _change(self, scope: Scope, receive: Receive, send: Send) -> None:
        tap = BodyTap(receive)

        async def send_after_entry(message: Message) -> None:
            if message["type"] == "http.response.start":
                if watch.entry is None:
                    await self._record(scope, message["status"])
                await _keep_body(scope, watch, tap)
            await send(message)

        with watching() as watch:
            await self.app(scope, tap, send_after_entry)

    async def _record(self, scope: Scope, status: int) -> None:
        who: Principal | None = scope.get("state", {}).get(_PRINCIPAL)
        endpoint: str | None = getattr(scope.get("route"), "name", None)
        if who is None or endpoint is None:
            return
        action = action_of(endpoint)
        database: Database = scope["app"].state.database
        resource, caller = _resource(scope, action), caller_of(HTTPConnection(scope))
        if status >= 400:
            await self._refusals.note(database, who, action, status, resource, caller)
        elif endpoint not in UNRECORDED:
            await write_entry(database, who, action, resource, caller)


def action_of(endpoint: str) -> str:
    """Name what an endpoint does: "submit_mission" is "mission.submit"."""
    verb, _, thing = endpoint.partition("_")
    return _OTHERWISE.get(endpoint) or f"{thing}.{verb}"


async def _keep_body(scope: Scope, watch: Watch, tap: BodyTap) -> None:
    """Keep what was sent with a change beside the entry about it, where there is one."""
    route = scope.get("route")
    if watch.entry is None or route is None or not keeps_body(route.path, route.name):
        return
    state: State = scope["app"].state
    body = tap.readable()
    if body is None or state.identity.seal is None:
        return
    organization_id, entry_id = watch.entry
    try:
        async with state.database.transaction(organization_id) as session:
            await keep(session, state.identity.seal, organization_id, entry_id, body)
    except Exception:
        log.exception("audit_body_lost", entry_id=str(entry_id))


def _resource(scope: Scope, action: str) -> tuple[str, str] | None:
    """Return what the address names first: {mission_id} is a mission, {name} is one of what the action is about."""
    for parameter, value in scope.get("path_params", {}).items():
        kind = parameter.removesuffix("_id")
        return (kind if kind != "name" else action.partition(".")[0]), str(value)
    return None
