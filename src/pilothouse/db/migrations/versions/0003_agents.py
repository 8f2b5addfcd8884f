"""agents."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "measurement",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column(
            "measured_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.Column("ok", sa.Boolean(), nullable=False),
        sa.Column("duration_ms", sa.Integer(), nullable=False),
        sa.Column("cost_microusd", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("run_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("kind in ('agent', 'tool')", name=op.f("ck_measurement_kind")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_measurement_organization_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measurement")),
    )
    op.create_index("ix_measurement_measured_at", "measurement", ["measured_at"], unique=False, postgresql_using="brin")
    op.create_index(op.f("ix_measurement_organization_id"), "measurement", ["organization_id"], unique=False)
    op.create_index(
        "ix_measurement_organization_id_kind_measured_at",
        "measurement",
        ["organization_id", "kind", "measured_at"],
        unique=False,
    )
    op.create_table(
        "agent_run",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("principal", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("agent", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("conversation_id", sa.Uuid(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("process_id", sa.Uuid(), nullable=True),
        sa.Column("epoch", sa.Integer(), server_default="0", nullable=False),
        sa.Column("last_seq", sa.Integer(), server_default="0", nullable=False),
        sa.Column("is_detached", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("request", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("facts", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False),
        sa.Column("idempotency_key", sa.Text(), nullable=True),
        sa.Column("request_hash", sa.Text(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("usage", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False),
        sa.Column("cost_microusd", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("model", sa.Text(), nullable=True),
        sa.Column("model_calls", sa.Integer(), server_default="0", nullable=False),
        sa.Column("tool_calls", sa.Integer(), server_default="0", nullable=False),
        sa.Column("error", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("first_token_ms", sa.Integer(), nullable=True),
        sa.Column("duration_ms", sa.Integer(), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stop_requested_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("source in ('chat', 'mission', 'invoke', 'mcp', 'a2a')", name=op.f("ck_agent_run_source")),
        sa.CheckConstraint(
            "state in ('queued', 'running', 'waiting', 'completed', 'failed', 'stopped', 'interrupted')",
            name=op.f("ck_agent_run_state"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_agent_run_organization_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_agent_run_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agent_run")),
        sa.UniqueConstraint("organization_id", "user_id", "source", "idempotency_key", name="uq_agent_run_idempotency"),
        postgresql_with={"fillfactor": 70},
    )
    op.create_index(
        "ix_agent_run_conversation_id",
        "agent_run",
        ["conversation_id"],
        unique=False,
        postgresql_where=sa.text("conversation_id is not null"),
    )
    op.create_index(
        "ix_agent_run_finished_at",
        "agent_run",
        ["finished_at"],
        unique=False,
        postgresql_where=sa.text("conversation_id is null"),
    )
    op.create_index(
        "ix_agent_run_open",
        "agent_run",
        ["state"],
        unique=False,
        postgresql_where=sa.text("state in ('queued', 'running')"),
    )
    op.create_index(op.f("ix_agent_run_organization_id"), "agent_run", ["organization_id"], unique=False)
    op.create_index("ix_agent_run_user_id", "agent_run", ["organization_id", "user_id", "id"], unique=False)
    op.create_index(
        "uq_agent_run_conversation",
        "agent_run",
        ["conversation_id"],
        unique=True,
        postgresql_where=sa.text("state in ('running', 'waiting')"),
    )
    op.create_table(
        "chat_allowance",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("used", sa.Integer(), server_default="0", nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_chat_allowance_organization_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_chat_allowance_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_chat_allowance")),
    )
    op.create_index(op.f("ix_chat_allowance_organization_id"), "chat_allowance", ["organization_id"], unique=False)
    op.create_table(
        "conversation",
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("is_title_edited", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("agent", sa.Text(), nullable=False),
        sa.Column("head_id", sa.Uuid(), nullable=True),
        sa.Column("active_turn_id", sa.Uuid(), nullable=True),
        sa.Column("message_count", sa.Integer(), server_default="0", nullable=False),
        sa.Column("last_message_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("pinned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("summary", sa.Text(), nullable=True),
        sa.Column("summary_until_id", sa.Uuid(), nullable=True),
        sa.Column("is_summary_edited", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("attributes", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_conversation_organization_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["user_account.id"], name=op.f("fk_conversation_owner_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conversation")),
    )
    op.create_index(
        "ix_conversation_deleted",
        "conversation",
        ["deleted_at"],
        unique=False,
        postgresql_where=sa.text("deleted_at is not null"),
    )
    op.create_index(
        "ix_conversation_expiry",
        "conversation",
        ["expires_at"],
        unique=False,
        postgresql_where=sa.text("expires_at is not null"),
    )
    op.create_index(
        "ix_conversation_list", "conversation", ["organization_id", "owner_id", "last_message_at", "id"], unique=False
    )
    op.create_index(op.f("ix_conversation_organization_id"), "conversation", ["organization_id"], unique=False)
    op.create_table(
        "approval",
        sa.Column("run_id", sa.Uuid(), nullable=True),
        sa.Column("mission_id", sa.Uuid(), nullable=True),
        sa.Column("requested_by_id", sa.Uuid(), nullable=False),
        sa.Column("agent", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("tool", sa.Text(), nullable=False),
        sa.Column("arguments", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("edited_arguments", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("is_outcome_unknown", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("decided_by_id", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "state in ('pending', 'approved', 'refused', 'started', 'finished', 'cancelled')",
            name=op.f("ck_approval_state"),
        ),
        sa.CheckConstraint("num_nonnulls(run_id, mission_id) = 1", name=op.f("ck_approval_of_one")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["user_account.id"], name=op.f("fk_approval_decided_by_id")),
        sa.ForeignKeyConstraint(["mission_id"], ["work.id"], name=op.f("fk_approval_mission_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_approval_organization_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["requested_by_id"], ["user_account.id"], name=op.f("fk_approval_requested_by_id")),
        sa.ForeignKeyConstraint(["run_id"], ["agent_run.id"], name=op.f("fk_approval_run_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval")),
        sa.UniqueConstraint("organization_id", "key", name="uq_approval_key"),
    )
    op.create_index("ix_approval_mission_id", "approval", ["mission_id"], unique=False)
    op.create_index(op.f("ix_approval_organization_id"), "approval", ["organization_id"], unique=False)
    op.create_index(
        "ix_approval_pending",
        "approval",
        ["organization_id", "id"],
        unique=False,
        postgresql_where=sa.text("state = 'pending'"),
    )
    op.create_index("ix_approval_run_id", "approval", ["run_id"], unique=False)
    op.create_table(
        "feedback",
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("thumb", sa.Text(), nullable=True),
        sa.Column("stars", sa.Integer(), nullable=True),
        sa.Column("comment", sa.Text(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("subject in ('run', 'tool_call', 'message')", name=op.f("ck_feedback_subject")),
        sa.CheckConstraint("thumb in ('up', 'down')", name=op.f("ck_feedback_thumb")),
        sa.CheckConstraint("stars between 1 and 5", name=op.f("ck_feedback_stars")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_feedback_organization_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["run_id"], ["agent_run.id"], name=op.f("fk_feedback_run_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_feedback_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback")),
        sa.UniqueConstraint("run_id", "user_id", "subject", "subject_id", name="uq_feedback_once"),
    )
    op.create_index("ix_feedback_name", "feedback", ["organization_id", "subject", "name"], unique=False)
    op.create_index(op.f("ix_feedback_organization_id"), "feedback", ["organization_id"], unique=False)
    op.create_table(
        "memory_fact",
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("conversation_id", sa.Uuid(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("source in ('person', 'agent')", name=op.f("ck_memory_fact_source")),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name=op.f("fk_memory_fact_conversation_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_memory_fact_organization_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["user_account.id"], name=op.f("fk_memory_fact_owner_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_memory_fact")),
        sa.UniqueConstraint("owner_id", "text", name="uq_memory_fact_text"),
    )
    op.create_index(op.f("ix_memory_fact_organization_id"), "memory_fact", ["organization_id"], unique=False)
    op.create_index("ix_memory_fact_owner", "memory_fact", ["owner_id", "id"], unique=False)
    op.create_table(
        "message",
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.Column("turn_id", sa.Uuid(), nullable=True),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), server_default="complete", nullable=False),
        sa.Column("text", sa.Text(), server_default="", nullable=False),
        sa.Column("agent", sa.Text(), nullable=True),
        sa.Column("model", sa.Text(), nullable=True),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("parts", postgresql.JSONB(astext_type=sa.Text()), server_default="[]", nullable=False),
        sa.Column("transcript", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("usage", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("timing", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("cost_microusd", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("error", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("role in ('user', 'assistant')", name=op.f("ck_message_role")),
        sa.CheckConstraint(
            "state in ('complete', 'queued', 'running', 'waiting', 'failed', 'stopped', 'interrupted')",
            name=op.f("ck_message_state"),
        ),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name=op.f("fk_message_conversation_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_message_organization_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
    )
    op.create_index(op.f("ix_message_organization_id"), "message", ["organization_id"], unique=False)
    op.create_index("ix_message_tree", "message", ["conversation_id", "parent_id", "id"], unique=False)
    op.create_index(
        "ix_message_words",
        "message",
        [sa.literal_column("to_tsvector('simple', text)")],
        unique=False,
        postgresql_using="gin",
    )
    op.create_table(
        "run_call",
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("record", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_run_call_organization_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["run_id"], ["agent_run.id"], name=op.f("fk_run_call_run_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("run_id", "key", name=op.f("pk_run_call")),
    )
    op.create_index(op.f("ix_run_call_organization_id"), "run_call", ["organization_id"], unique=False)
    op.create_table(
        "message_file",
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_message_file_file_id")),
        sa.ForeignKeyConstraint(
            ["message_id"], ["message.id"], name=op.f("fk_message_file_message_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_message_file_organization_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("message_id", "file_id", name=op.f("pk_message_file")),
    )
    op.create_index(op.f("ix_message_file_organization_id"), "message_file", ["organization_id"], unique=False)
    op.create_table(
        "message_vector",
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("vector", postgresql.ARRAY(sa.Float(precision=24)), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["message_id"], ["message.id"], name=op.f("fk_message_vector_message_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_message_vector_organization_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["user_account.id"], name=op.f("fk_message_vector_owner_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_message_vector")),
    )
    op.create_index(op.f("ix_message_vector_organization_id"), "message_vector", ["organization_id"], unique=False)
    op.create_index(op.f("ix_message_vector_owner_id"), "message_vector", ["owner_id"], unique=False)
    op.create_table(
        "turn",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("question_id", sa.Uuid(), nullable=False),
        sa.Column("answer_id", sa.Uuid(), nullable=False),
        sa.Column("idempotency_key", sa.Text(), nullable=True),
        sa.Column("request_hash", sa.Text(), nullable=True),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["answer_id"], ["message.id"], name=op.f("fk_turn_answer_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name=op.f("fk_turn_conversation_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["id"], ["agent_run.id"], name=op.f("fk_turn_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_turn_organization_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["user_account.id"], name=op.f("fk_turn_owner_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["question_id"], ["message.id"], name=op.f("fk_turn_question_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_turn")),
        sa.UniqueConstraint("organization_id", "owner_id", "idempotency_key", name="uq_turn_idempotency"),
    )
    op.create_index("ix_turn_conversation", "turn", ["conversation_id", "id"], unique=False)
    op.create_index(op.f("ix_turn_organization_id"), "turn", ["organization_id"], unique=False)
    op.create_index("ix_turn_owner", "turn", ["owner_id", "created_at"], unique=False)
    op.add_column("artifact", sa.Column("run_id", sa.Uuid(), nullable=True))
    op.create_unique_constraint("uq_artifact_run_source", "artifact", ["run_id", "source_key"])
    op.create_foreign_key(op.f("fk_artifact_run_id"), "artifact", "agent_run", ["run_id"], ["id"], ondelete="CASCADE")
