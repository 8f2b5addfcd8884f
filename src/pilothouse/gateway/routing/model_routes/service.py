"""Managing an organization's model routes. Each change is audited, and followed at once in this process."""

from typing import Any
from uuid import UUID

from pilothouse.access.audit.caller import LOCAL, Caller
from pilothouse.access.audit.service import difference, record
from pilothouse.core.errors import InvalidInput
from pilothouse.core.ids import new_id
from pilothouse.core.principal import Principal
from pilothouse.db.engine import Database
from pilothouse.gateway.routing.model_routes.repository import ModelRouteRepository
from pilothouse.gateway.routing.model_routes.schemas import ModelRouteRead, ModelRouteWrite
from pilothouse.gateway.routing.model_routes.tables import ModelRoute
from pilothouse.gateway.routing.service import Router

_MOST = 500


class ModelRouteService:
    """Creates, reads, replaces and deletes model routes."""

    def __init__(self, database: Database, router: Router) -> None:
        self._database = database
        self._router = router

    async def listed(self, who: Principal) -> list[ModelRouteRead]:
        """Return the organization's routes, by name."""
        async with self._database.transaction(who.organization_id) as session:
            return [ModelRouteRead.of(row) for row in await ModelRouteRepository(session).listed(who)]

    async def create(self, who: Principal, wanted: ModelRouteWrite, caller: Caller = LOCAL) -> ModelRouteRead:
        """Make a route.

        Raises:
            ModelRouteExists: there is one of its name.
            InvalidInput: a target's connection is not there, or there are too many routes.
        """
        await self._check(who, wanted)
        async with self._database.transaction(who.organization_id) as session:
            routes = ModelRouteRepository(session)
            if len(await routes.listed(who)) >= _MOST:
                raise InvalidInput(f"An organization has up to {_MOST} model routes. Remove one first.")
            row = ModelRoute(id=new_id(), organization_id=who.organization_id, **_fields(wanted))
            await routes.insert(row)
            changes = difference({}, _fields(wanted))
            await record(session, who, "model_route.create", ("model_route", row.id), changes=changes, caller=caller)
        self._router.forget(who.organization_id)
        return ModelRouteRead.of(row)

    async def replace(
        self, who: Principal, route_id: UUID, wanted: ModelRouteWrite, caller: Caller = LOCAL
    ) -> ModelRouteRead:
        """Change a route from the next call on. Its name stays.

        Raises:
            NotFound: there is none.
            InvalidInput: a target's connection is not there, or the name is another.
        """
        await self._check(who, wanted)
        async with self._database.transaction(who.organization_id) as session:
            row = await ModelRouteRepository(session).get(who, route_id)
            if row.name != wanted.name:
                raise InvalidInput("A route keeps its name; make another one and remove this.")
            before = {name: getattr(row, name) for name in _fields(wanted)}
            for name, value in _fields(wanted).items():
                setattr(row, name, value)
            await session.flush()
            await session.refresh(row)
            changes = difference(before, _fields(wanted))
            await record(session, who, "model_route.edit", ("model_route", row.id), changes=changes, caller=caller)
        self._router.forget(who.organization_id)
        return ModelRouteRead.of(row)

    async def delete(self, who: Principal, route_id: UUID, caller: Caller = LOCAL) -> None:
        """Remove a route.

        Raises:
            NotFound: there is none.
        """
        async with self._database.transaction(who.organization_id) as session:
            row = await ModelRouteRepository(session).get(who, route_id)
            await session.delete(row)
            changes = {"name": (row.name, None)}
            await record(session, who, "model_route.delete", ("model_route", row.id), changes=changes, caller=caller)
        self._router.forget(who.organization_id)

    async def _check(self, who: Principal, wanted: ModelRouteWrite) -> None:
        names = await self._router.connection_names(who)
        if unknown := sorted({target.connection for target in wanted.targets} - names):
            raise InvalidInput(
                f"There is no connection {', '.join(unknown)}. There are: {', '.join(sorted(names))}.",
                details={"connections": unknown},
            )


def _fields(wanted: ModelRouteWrite) -> dict[str, Any]:
    return wanted.model_dump(include={"name", "targets", "fallbacks"})
