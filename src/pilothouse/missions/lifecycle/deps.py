"""How requests get their services."""

from typing import Annotated

from fastapi import Depends, Request

from pilothouse.access.identity.users.repository import UserRepository
from pilothouse.core.principal import Principal
from pilothouse.durable.service import WorkService
from pilothouse.gateway.budgets.deps import BudgetServiceDep
from pilothouse.missions.lifecycle.reader import MissionReader
from pilothouse.missions.lifecycle.service import MissionService
from pilothouse.server.auth import require_permission
from pilothouse.server.session import SessionDep

CanReadMissions = Annotated[Principal, require_permission("missions:read")]
CanRunMissions = Annotated[Principal, require_permission("missions:run")]


async def get_mission_service(request: Request, session: SessionDep, budgets: BudgetServiceDep) -> MissionService:
    """Build the service that gives orders."""
    state = request.app.state
    return MissionService(
        session,
        WorkService(session, state.settings.durable.engine),
        budgets,
        state.registry,
        state.settings.missions,
    )


async def get_mission_reader(request: Request, session: SessionDep) -> MissionReader:
    """Build the service that reads."""
    return MissionReader(session, UserRepository(session), request.app.state.gateway.status())


MissionServiceDep = Annotated[MissionService, Depends(get_mission_service)]
MissionReaderDep = Annotated[MissionReader, Depends(get_mission_reader)]
