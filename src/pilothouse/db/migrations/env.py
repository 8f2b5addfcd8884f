"""Alembic's entry: runs on the connection that `db/migrate.py` hands over, or offline to compare models."""

from alembic import context

from pilothouse.db.base import Base

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=context.config.attributes.get("metadata", Base.metadata),
    compare_type=True,
    compare_server_default=False,
)
with context.begin_transaction():
    context.run_migrations()
