"""gateway."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "call_limit",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("scope_kind", sa.Text(), nullable=False),
        sa.Column("scope_id", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), sa.Computed("scope_kind || ':' || scope_id", persisted=True), nullable=False),
        sa.Column("allowed_models", postgresql.ARRAY(sa.Text()), nullable=True),
        sa.Column("tokens_per_minute", sa.BigInteger(), nullable=True),
        sa.Column("parallel_calls", sa.Integer(), nullable=True),
        sa.Column("running", sa.Integer(), server_default="0", nullable=False),
        sa.Column("tokens_full_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "scope_kind in ('organization', 'team', 'user', 'api_key', 'agent')", name=op.f("ck_call_limit_scope_kind")
        ),
        sa.CheckConstraint("parallel_calls > 0", name=op.f("ck_call_limit_parallel")),
        sa.CheckConstraint("running >= 0", name=op.f("ck_call_limit_running")),
        sa.CheckConstraint("tokens_per_minute > 0", name=op.f("ck_call_limit_tokens")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_call_limit_organization_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_limit")),
        sa.UniqueConstraint("organization_id", "scope", name=op.f("uq_call_limit_organization_id_scope")),
        postgresql_with={"fillfactor": 50},
    )
    op.create_table(
        "model_route",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("targets", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("fallbacks", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_model_route_organization_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_model_route")),
        sa.UniqueConstraint("organization_id", "name", name=op.f("uq_model_route_organization_id_name")),
    )
    op.create_index(op.f("ix_model_route_organization_id"), "model_route", ["organization_id"], unique=False)
    op.create_table(
        "price_override",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("input_usd", sa.Numeric(precision=18, scale=9), nullable=False),
        sa.Column("output_usd", sa.Numeric(precision=18, scale=9), nullable=False),
        sa.Column("cached_input_usd", sa.Numeric(precision=18, scale=9), nullable=True),
        sa.Column("cache_write_usd", sa.Numeric(precision=18, scale=9), nullable=True),
        sa.Column("context_window_tokens", sa.BigInteger(), nullable=True),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "input_usd >= 0 and output_usd >= 0 and cached_input_usd >= 0 and cache_write_usd >= 0",
            name=op.f("ck_price_override_prices"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_price_override_organization_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_price_override")),
        sa.UniqueConstraint("organization_id", "model", name=op.f("uq_price_override_organization_id_model")),
    )
    op.create_table(
        "provider_connection",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("base_url", sa.Text(), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.Column("models", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("options", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("header_names", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("key_hints", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("is_enabled", sa.Boolean(), server_default="true", nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("weight between 1 and 1000", name=op.f("ck_provider_connection_weight")),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organization.id"],
            name=op.f("fk_provider_connection_organization_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_provider_connection")),
        sa.UniqueConstraint("organization_id", "name", name=op.f("uq_provider_connection_organization_id_name")),
    )
    op.create_index(
        op.f("ix_provider_connection_organization_id"), "provider_connection", ["organization_id"], unique=False
    )
    op.create_table(
        "secret",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_secret_organization_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_secret")),
        sa.UniqueConstraint("organization_id", "name", name=op.f("uq_secret_organization_id_name")),
    )
    op.create_index(op.f("ix_secret_organization_id"), "secret", ["organization_id"], unique=False)
    op.create_table(
        "spend_hour",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("hour", sa.DateTime(timezone=True), nullable=False),
        sa.Column("provider", sa.Text(), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("agent", sa.Text(), nullable=True),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("api_key_id", sa.Uuid(), nullable=True),
        sa.Column("team_ids", postgresql.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("scopes", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("calls", sa.BigInteger(), nullable=False),
        sa.Column("failed", sa.BigInteger(), nullable=False),
        sa.Column("estimated", sa.BigInteger(), nullable=False),
        sa.Column("input_tokens", sa.BigInteger(), nullable=False),
        sa.Column("cached_input_tokens", sa.BigInteger(), nullable=False),
        sa.Column("cache_write_tokens", sa.BigInteger(), nullable=False),
        sa.Column("output_tokens", sa.BigInteger(), nullable=False),
        sa.Column("reasoning_tokens", sa.BigInteger(), nullable=False),
        sa.Column("cost_microusd", sa.BigInteger(), nullable=False),
        sa.Column("saved_microusd", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_spend_hour_organization_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_spend_hour")),
        postgresql_with={"fillfactor": 70},
    )
    op.create_index("ix_spend_hour_organization_id_hour", "spend_hour", ["organization_id", "hour"], unique=False)
    op.add_column("budget", sa.Column("shuts_off", sa.Boolean(), server_default="false", nullable=False))
    op.add_column("budget", sa.Column("shut_off_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("budget", sa.Column("raised_microusd", sa.BigInteger(), nullable=True))
    op.add_column("budget", sa.Column("raised_until", sa.DateTime(timezone=True), nullable=True))
    op.add_column("budget_alert", sa.Column("kind", sa.Text(), server_default="threshold", nullable=False))
    op.drop_constraint(op.f("uq_budget_alert_window_id_threshold_percent"), "budget_alert", type_="unique")
    op.create_unique_constraint(
        "uq_budget_alert_once", "budget_alert", ["window_id", "kind", "threshold_percent", "limit_microusd"]
    )
    op.add_column("ledger", sa.Column("status", sa.Integer(), nullable=True))
    op.add_column("ledger", sa.Column("answer_id", sa.Text(), nullable=True))
    op.add_column("ledger", sa.Column("cache_write_1h_tokens", sa.BigInteger(), server_default="0", nullable=False))
    op.add_column("ledger", sa.Column("server_tool_calls", sa.Integer(), server_default="0", nullable=False))
    op.add_column("ledger", sa.Column("saved_microusd", sa.BigInteger(), server_default="0", nullable=False))
    op.add_column("ledger", sa.Column("duration_ms", sa.Integer(), nullable=True))
    op.add_column("ledger", sa.Column("first_byte_ms", sa.Integer(), nullable=True))
    op.add_column("ledger", sa.Column("conversation_id", sa.Uuid(), nullable=True))
    op.add_column("ledger", sa.Column("user_id", sa.Uuid(), nullable=True))
    op.add_column("ledger", sa.Column("api_key_id", sa.Uuid(), nullable=True))
    op.add_column("ledger", sa.Column("agent", sa.Text(), nullable=True))
    op.add_column("ledger", sa.Column("team_ids", postgresql.ARRAY(sa.Uuid()), server_default="{}", nullable=False))
    op.add_column("ledger", sa.Column("tags", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False))
    op.add_column("ledger", sa.Column("connection", sa.Text(), server_default="", nullable=False))
    op.add_column("ledger", sa.Column("requested_model", sa.Text(), server_default="", nullable=False))
    op.add_column("ledger", sa.Column("operation", sa.Text(), server_default="agent", nullable=False))
    op.add_column("ledger", sa.Column("is_streaming", sa.Boolean(), server_default="false", nullable=False))
    op.drop_index(op.f("ix_ledger_organization_id"), table_name="ledger")
    op.drop_index(op.f("ix_ledger_organization_id_admitted_at"), table_name="ledger")
    op.create_index(
        "ix_ledger_answer_id",
        "ledger",
        ["answer_id", "organization_id"],
        unique=False,
        postgresql_where="answer_id is not null",
    )
    op.create_index(
        "ix_ledger_conversation_id",
        "ledger",
        ["conversation_id"],
        unique=False,
        postgresql_where="conversation_id is not null",
    )
    op.create_index(
        "ix_ledger_corrects_id", "ledger", ["corrects_id"], unique=False, postgresql_where="corrects_id is not null"
    )
    op.create_index(
        "ix_ledger_organization_id_admitted_at_id", "ledger", ["organization_id", "admitted_at", "id"], unique=False
    )
    op.add_column("reservation", sa.Column("estimated_tokens", sa.Integer(), server_default="0", nullable=False))
    op.add_column("reservation", sa.Column("conversation_id", sa.Uuid(), nullable=True))
    op.add_column("reservation", sa.Column("user_id", sa.Uuid(), nullable=True))
    op.add_column("reservation", sa.Column("api_key_id", sa.Uuid(), nullable=True))
    op.add_column("reservation", sa.Column("agent", sa.Text(), nullable=True))
    op.add_column(
        "reservation", sa.Column("team_ids", postgresql.ARRAY(sa.Uuid()), server_default="{}", nullable=False)
    )
    op.add_column("reservation", sa.Column("tags", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False))
    op.add_column("reservation", sa.Column("connection", sa.Text(), server_default="", nullable=False))
    op.add_column("reservation", sa.Column("requested_model", sa.Text(), server_default="", nullable=False))
    op.add_column("reservation", sa.Column("operation", sa.Text(), server_default="agent", nullable=False))
    op.add_column("reservation", sa.Column("is_streaming", sa.Boolean(), server_default="false", nullable=False))
