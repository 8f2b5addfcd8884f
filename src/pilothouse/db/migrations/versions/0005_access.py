"""Service accounts, organizations that are erased, and what changes were asked to be."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "erased_organization",
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seq", sa.BigInteger(), nullable=False),
        sa.Column("last_hash", sa.LargeBinary(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erased_organization")),
    )
    op.create_table(
        "audit_body",
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("is_cut", sa.Boolean(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["audit_event.id"], name=op.f("fk_audit_body_entry_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_audit_body_organization_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_audit_body")),
    )
    op.create_index(op.f("ix_audit_body_organization_id"), "audit_body", ["organization_id"], unique=False)
    op.drop_constraint(op.f("fk_api_key_replaced_by_id"), "api_key", type_="foreignkey")
    op.create_foreign_key(
        op.f("fk_api_key_replaced_by_id"), "api_key", "api_key", ["replaced_by_id"], ["id"], ondelete="SET NULL"
    )
    op.add_column("organization", sa.Column("erases_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("user_account", sa.Column("description", sa.Text(), nullable=True))
