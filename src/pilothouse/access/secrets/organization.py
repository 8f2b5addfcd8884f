"""The secrets of one organization, sealed in the database."""

from uuid import UUID

from pydantic import SecretStr
from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from pilothouse.access.secrets.backend import checked_name
from pilothouse.access.secrets.seal import Seal
from pilothouse.access.secrets.tables import Secret
from pilothouse.core.ids import new_id


class OrganizationSecrets:
    """A `SecretsBackend` within the caller's transaction, which is open for the organization."""

    def __init__(self, session: AsyncSession, organization_id: UUID, seal: Seal) -> None:
        self._session = session
        self._organization_id = organization_id
        self._seal = seal

    async def get(self, name: str) -> SecretStr | None:
        sealed = await self._session.scalar(
            select(Secret.sealed).where(
                Secret.organization_id == self._organization_id, Secret.name == checked_name(name)
            )
        )
        return None if sealed is None else self._seal.open(sealed, self._place(name))

    async def create(self, name: str, value: SecretStr) -> SecretStr:
        row = insert(Secret).values(self._row(name, value)).on_conflict_do_nothing().returning(Secret.id)
        if await self._session.scalar(row) is not None:
            return value
        return await self.get(name) or value

    async def replace(self, name: str, value: SecretStr) -> None:
        row = self._row(name, value)
        await self._session.execute(
            insert(Secret)
            .values(row)
            .on_conflict_do_update(
                index_elements=["organization_id", "name"],
                set_={"sealed": row["sealed"], "updated_at": func.now()},
            )
        )

    async def delete(self, name: str) -> None:
        """Forget a secret, if there is one."""
        await self._session.execute(
            delete(Secret).where(Secret.organization_id == self._organization_id, Secret.name == checked_name(name))
        )

    def _row(self, name: str, value: SecretStr) -> dict[str, object]:
        sealed = self._seal.close(value, self._place(checked_name(name)))
        return {"id": new_id(), "organization_id": self._organization_id, "name": name, "sealed": sealed}

    def _place(self, name: str) -> str:
        return f"{self._organization_id}/{name}"
