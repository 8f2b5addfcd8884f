"""Who may come in at the gateway's wires: keys, their limits, and a note in the audit log of whom was turned away."""

from fastapi import FastAPI
from starlette.requests import HTTPConnection
from starlette.types import Scope

from pilothouse.access.audit.caller import caller_of
from pilothouse.access.audit.entries import RefusalLog
from pilothouse.core.principal import Principal


class ApplicationDoor:
    """`gateway.wire.door.Door`, by the parts of an open application."""

    def __init__(self, app: FastAPI) -> None:
        self._app = app
        self._refusals = RefusalLog()

    async def principal_of(self, credential: str) -> Principal:
        return await self._app.state.identity.authenticate.of_credential(credential)

    async def admit(self, who: Principal) -> None:
        await self._app.state.rate_limits.take_key(who)

    async def refused(self, scope: Scope, who: Principal, status: int) -> None:
        action = "model.invoke" if scope["method"] == "POST" else "model.read"
        caller = caller_of(HTTPConnection(scope))
        await self._refusals.note(self._app.state.database, who, action, status, None, caller)
