"""Trust of API keys and skills."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_security_event_api_key",
        "security_event",
        ["organization_id", "api_key_id", "at"],
        unique=False,
        postgresql_where="api_key_id is not null",
    )
    op.add_column(
        "security_scan",
        sa.Column("skills", postgresql.JSONB(astext_type=sa.Text()), server_default="[]", nullable=False),
    )
