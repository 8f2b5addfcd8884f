"""Queries over model routes that organizations made."""

from collections.abc import Sequence

from sqlalchemy.exc import IntegrityError

from pilothouse.core.errors import Conflict
from pilothouse.core.principal import Principal
from pilothouse.db.repository import Repository
from pilothouse.gateway.routing.model_routes.tables import ModelRoute


class ModelRouteExists(Conflict):
    """The organization has a route of that name."""

    def __init__(self, name: str) -> None:
        super().__init__(f"There is a model route {name!r} already. Change that one, or choose another name.")


class ModelRouteRepository(Repository[ModelRoute]):
    """Model routes of an organization."""

    table = ModelRoute
    noun = "model route"

    async def insert(self, row: ModelRoute) -> ModelRoute:
        """Insert a route.

        Raises:
            ModelRouteExists: there is one of its name.
        """
        try:
            async with self.session.begin_nested():
                self.session.add(row)
        except IntegrityError as error:
            raise ModelRouteExists(row.name) from error
        await self.session.refresh(row)
        return row

    async def listed(self, principal: Principal) -> Sequence[ModelRoute]:
        """Return every route, by name."""
        return (await self.session.scalars(self.visible_to(principal).order_by(ModelRoute.name))).all()
