"""identity."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "passkey_challenge",
        sa.Column("challenge", sa.LargeBinary(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkey_challenge")),
        sa.UniqueConstraint("challenge", name=op.f("uq_passkey_challenge_challenge")),
    )
    op.create_index(op.f("ix_passkey_challenge_expires_at"), "passkey_challenge", ["expires_at"], unique=False)
    op.create_table(
        "rate_window",
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.Column("taken_before", sa.Integer(), nullable=False),
        sa.Column("outdated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("scope", name=op.f("pk_rate_window")),
    )
    op.create_index(op.f("ix_rate_window_outdated_at"), "rate_window", ["outdated_at"], unique=False)
    op.create_table(
        "audit_chain",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("last_seq", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("last_hash", sa.LargeBinary(), server_default=sa.text("''::bytea"), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_audit_chain_organization_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("organization_id", name=op.f("pk_audit_chain")),
    )
    op.create_table(
        "notification",
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("payload", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_notification_organization_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notification")),
        sa.UniqueConstraint("organization_id", "key", name=op.f("uq_notification_organization_id_key")),
    )
    op.create_index(op.f("ix_notification_organization_id"), "notification", ["organization_id"], unique=False)
    op.create_table(
        "notification_endpoint",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("topics", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("hint", sa.Text(), nullable=False),
        sa.Column("sealed_address", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_secret", sa.LargeBinary(), nullable=True),
        sa.Column("sealed_old_secret", sa.LargeBinary(), nullable=True),
        sa.Column("old_secret_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_active", sa.Boolean(), server_default="true", nullable=False),
        sa.Column("disabled_reason", sa.Text(), nullable=True),
        sa.Column("given_up_in_a_row", sa.Integer(), server_default="0", nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("kind in ('webhook', 'slack', 'email')", name=op.f("ck_notification_endpoint_kind")),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organization.id"],
            name=op.f("fk_notification_endpoint_organization_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notification_endpoint")),
    )
    op.create_index(
        op.f("ix_notification_endpoint_organization_id"), "notification_endpoint", ["organization_id"], unique=False
    )
    op.create_table(
        "notification_signal",
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organization.id"],
            name=op.f("fk_notification_signal_organization_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notification_signal")),
    )
    op.create_index(
        op.f("ix_notification_signal_organization_id"), "notification_signal", ["organization_id"], unique=False
    )
    op.create_table(
        "security_exception",
        sa.Column("detector", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(), nullable=True),
        sa.Column("least_confidence", sa.Float(precision=53), nullable=True),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("created_by_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "(fingerprint is null) <> (least_confidence is null)", name=op.f("ck_security_exception_one_kind")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organization.id"],
            name=op.f("fk_security_exception_organization_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_security_exception")),
    )
    op.create_index(
        op.f("ix_security_exception_organization_id"), "security_exception", ["organization_id"], unique=False
    )
    op.create_index(
        "uq_security_exception_text",
        "security_exception",
        ["organization_id", "detector", "fingerprint"],
        unique=True,
        postgresql_where="fingerprint is not null",
    )
    op.create_index(
        "uq_security_exception_threshold",
        "security_exception",
        ["organization_id", "detector"],
        unique=True,
        postgresql_where="fingerprint is null",
    )
    op.create_table(
        "security_incident",
        sa.Column("detector", sa.Text(), nullable=False),
        sa.Column("family", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("severity", sa.SmallInteger(), nullable=False),
        sa.Column("worst_action", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), server_default="open", nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("events", sa.Integer(), server_default="0", nullable=False),
        sa.Column("notes", postgresql.JSONB(astext_type=sa.Text()), server_default="[]", nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "family in ('prompt_injection', 'secrets', 'pii', 'malware', 'links', 'other')",
            name=op.f("ck_security_incident_family"),
        ),
        sa.CheckConstraint("status in ('open', 'acknowledged', 'resolved')", name=op.f("ck_security_incident_status")),
        sa.CheckConstraint(
            "worst_action in ('monitor', 'flag', 'redact', 'block')", name=op.f("ck_security_incident_worst_action")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organization.id"],
            name=op.f("fk_security_incident_organization_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_security_incident")),
    )
    op.create_index(
        "ix_security_incident_last",
        "security_incident",
        ["organization_id", sa.literal_column("last_at desc"), sa.literal_column("id desc")],
        unique=False,
    )
    op.create_index(
        op.f("ix_security_incident_organization_id"), "security_incident", ["organization_id"], unique=False
    )
    op.create_index(
        "ix_security_incident_source", "security_incident", ["organization_id", "detector", "source"], unique=False
    )
    op.create_table(
        "security_policy",
        sa.Column("scope_kind", sa.Text(), nullable=False),
        sa.Column("scope_id", sa.Text(), nullable=False),
        sa.Column("rules", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("least_trust", sa.Integer(), nullable=True),
        sa.Column("low_trust", sa.Text(), server_default="approve", nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("low_trust in ('approve', 'refuse')", name=op.f("ck_security_policy_low_trust")),
        sa.CheckConstraint(
            "scope_kind in ('organization', 'agent', 'tool')", name=op.f("ck_security_policy_scope_kind")
        ),
        sa.CheckConstraint("least_trust between 0 and 100", name=op.f("ck_security_policy_least_trust")),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organization.id"],
            name=op.f("fk_security_policy_organization_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_security_policy")),
        sa.UniqueConstraint("organization_id", "scope_kind", "scope_id", name="uq_security_policy_scope"),
    )
    op.create_index(op.f("ix_security_policy_organization_id"), "security_policy", ["organization_id"], unique=False)
    op.create_table(
        "security_scan",
        sa.Column("created_by_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("worst", sa.SmallInteger(), nullable=True),
        sa.Column("findings", sa.Integer(), nullable=False),
        sa.Column("trust", sa.Float(precision=53), nullable=False),
        sa.Column("report", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_security_scan_organization_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_security_scan")),
    )
    op.create_index(
        "ix_security_scan_created",
        "security_scan",
        ["organization_id", sa.literal_column("created_at desc"), sa.literal_column("id desc")],
        unique=False,
    )
    op.create_index("ix_security_scan_expires_at", "security_scan", ["expires_at"], unique=False)
    op.create_index(op.f("ix_security_scan_organization_id"), "security_scan", ["organization_id"], unique=False)
    op.create_table(
        "account_token",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("purpose in ('verify_email', 'reset_password')", name=op.f("ck_account_token_purpose")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_account_token_organization_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_account_token_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_token")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_account_token_token_hash")),
    )
    op.create_index(op.f("ix_account_token_organization_id"), "account_token", ["organization_id"], unique=False)
    op.create_index(op.f("ix_account_token_user_id"), "account_token", ["user_id"], unique=False)
    op.create_table(
        "authenticator_app",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_step", sa.BigInteger(), nullable=True),
        sa.Column("wrong_codes", sa.Integer(), server_default="0", nullable=False),
        sa.Column("first_wrong_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organization.id"],
            name=op.f("fk_authenticator_app_organization_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_authenticator_app_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_authenticator_app")),
    )
    op.create_index(
        op.f("ix_authenticator_app_organization_id"), "authenticator_app", ["organization_id"], unique=False
    )
    op.create_table(
        "invitation",
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("role_id", sa.Uuid(), nullable=False),
        sa.Column("is_sign_up", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("invited_by_id", sa.Uuid(), nullable=True),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["invited_by_id"], ["user_account.id"], name=op.f("fk_invitation_invited_by_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_invitation_organization_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["role_id"], ["role.id"], name=op.f("fk_invitation_role_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_invitation_token_hash")),
    )
    op.create_index(op.f("ix_invitation_organization_id"), "invitation", ["organization_id"], unique=False)
    op.create_index(
        "ix_invitation_unconfirmed",
        "invitation",
        ["expires_at"],
        unique=False,
        postgresql_where=sa.text("is_sign_up and accepted_at is null"),
    )
    op.create_table(
        "login_step",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("tries", sa.Integer(), server_default="0", nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_login_step_organization_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_login_step_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_login_step")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_login_step_token_hash")),
    )
    op.create_index(op.f("ix_login_step_organization_id"), "login_step", ["organization_id"], unique=False)
    op.create_index(op.f("ix_login_step_user_id"), "login_step", ["user_id"], unique=False)
    op.create_table(
        "notification_delivery",
        sa.Column("notification_id", sa.Uuid(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("endpoint_id", sa.Uuid(), nullable=True),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), server_default="pending", nullable=False),
        sa.Column("tries", sa.Integer(), server_default="0", nullable=False),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("redelivery_of_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("channel in ('webhook', 'slack', 'email')", name=op.f("ck_notification_delivery_channel")),
        sa.CheckConstraint(
            "state in ('pending', 'delivered', 'given_up', 'cancelled')", name=op.f("ck_notification_delivery_state")
        ),
        sa.ForeignKeyConstraint(
            ["endpoint_id"],
            ["notification_endpoint.id"],
            name=op.f("fk_notification_delivery_endpoint_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["notification_id"],
            ["notification.id"],
            name=op.f("fk_notification_delivery_notification_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organization.id"],
            name=op.f("fk_notification_delivery_organization_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_notification_delivery_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notification_delivery")),
    )
    op.create_index(
        "ix_notification_delivery_endpoint_id_id", "notification_delivery", ["endpoint_id", "id"], unique=False
    )
    op.create_index(
        op.f("ix_notification_delivery_notification_id"), "notification_delivery", ["notification_id"], unique=False
    )
    op.create_index(
        op.f("ix_notification_delivery_organization_id"), "notification_delivery", ["organization_id"], unique=False
    )
    op.create_table(
        "notification_preference",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("channels", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organization.id"],
            name=op.f("fk_notification_preference_organization_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_notification_preference_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", "topic", name=op.f("pk_notification_preference")),
    )
    op.create_index(
        op.f("ix_notification_preference_organization_id"), "notification_preference", ["organization_id"], unique=False
    )
    op.create_table(
        "oidc_identity",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("issuer", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_oidc_identity_organization_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_oidc_identity_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_oidc_identity")),
        sa.UniqueConstraint("issuer", "subject", name=op.f("uq_oidc_identity_issuer_subject")),
    )
    op.create_index(op.f("ix_oidc_identity_organization_id"), "oidc_identity", ["organization_id"], unique=False)
    op.create_index(op.f("ix_oidc_identity_user_id"), "oidc_identity", ["user_id"], unique=False)
    op.create_table(
        "passkey",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("credential_id", sa.LargeBinary(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("transports", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("is_synced", sa.Boolean(), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_passkey_organization_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_passkey_user_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkey")),
        sa.UniqueConstraint("credential_id", name=op.f("uq_passkey_credential_id")),
    )
    op.create_index(op.f("ix_passkey_organization_id"), "passkey", ["organization_id"], unique=False)
    op.create_index(op.f("ix_passkey_user_id"), "passkey", ["user_id"], unique=False)
    op.create_table(
        "recovery_code",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("code_hash", sa.Text(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_recovery_code_organization_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_recovery_code_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_code")),
        sa.UniqueConstraint("user_id", "code_hash", name=op.f("uq_recovery_code_user_id_code_hash")),
    )
    op.create_index(op.f("ix_recovery_code_organization_id"), "recovery_code", ["organization_id"], unique=False)
    op.create_table(
        "security_event",
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("family", sa.Text(), nullable=False),
        sa.Column("detector", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("severity", sa.SmallInteger(), nullable=False),
        sa.Column("confidence", sa.Float(precision=53), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("about", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("api_key_id", sa.Uuid(), nullable=True),
        sa.Column("agent", sa.Text(), nullable=True),
        sa.Column("tool", sa.Text(), nullable=True),
        sa.Column("conversation_id", sa.Uuid(), nullable=True),
        sa.Column("mission_id", sa.Uuid(), nullable=True),
        sa.Column("request_id", sa.Text(), nullable=True),
        sa.Column("incident_id", sa.Uuid(), nullable=True),
        sa.Column("feedback", sa.Text(), nullable=True),
        sa.Column("feedback_note", sa.Text(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("action in ('monitor', 'flag', 'redact', 'block')", name=op.f("ck_security_event_action")),
        sa.CheckConstraint(
            "family in ('prompt_injection', 'secrets', 'pii', 'malware', 'links', 'other')",
            name=op.f("ck_security_event_family"),
        ),
        sa.CheckConstraint("feedback in ('false_alarm', 'confirmed')", name=op.f("ck_security_event_feedback")),
        sa.CheckConstraint(
            "place in ('prompt', 'answer', 'tool_arguments', 'tool_result', 'tool_description', 'upload', 'memory')",
            name=op.f("ck_security_event_place"),
        ),
        sa.ForeignKeyConstraint(
            ["incident_id"], ["security_incident.id"], name=op.f("fk_security_event_incident_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_security_event_organization_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_security_event")),
    )
    op.create_index(
        "ix_security_event_agent",
        "security_event",
        ["organization_id", "agent", "at"],
        unique=False,
        postgresql_where="agent is not null",
    )
    op.create_index("ix_security_event_incident_id", "security_event", ["incident_id"], unique=False)
    op.create_index(op.f("ix_security_event_organization_id"), "security_event", ["organization_id"], unique=False)
    op.create_index(
        "ix_security_event_organization_id_at",
        "security_event",
        ["organization_id", sa.literal_column("at desc"), sa.literal_column("id desc")],
        unique=False,
    )
    op.create_index(op.f("ix_security_event_request_id"), "security_event", ["request_id"], unique=False)
    op.create_index(
        "ix_security_event_tool",
        "security_event",
        ["organization_id", "tool", "at"],
        unique=False,
        postgresql_where="tool is not null",
    )
    op.create_table(
        "notification_try",
        sa.Column("delivery_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "started_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.Column("took_ms", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("status_code", sa.Integer(), nullable=True),
        sa.Column("response", sa.Text(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "outcome in ('started', 'delivered', 'failed', 'refused', 'gone')", name=op.f("ck_notification_try_outcome")
        ),
        sa.ForeignKeyConstraint(
            ["delivery_id"],
            ["notification_delivery.id"],
            name=op.f("fk_notification_try_delivery_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organization.id"],
            name=op.f("fk_notification_try_organization_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notification_try")),
    )
    op.create_index(op.f("ix_notification_try_delivery_id"), "notification_try", ["delivery_id"], unique=False)
    op.create_index(op.f("ix_notification_try_organization_id"), "notification_try", ["organization_id"], unique=False)
    op.add_column("audit_event", sa.Column("seq", sa.BigInteger(), nullable=True))
    op.add_column("audit_event", sa.Column("actor_email", sa.Text(), nullable=True))
    op.add_column("audit_event", sa.Column("api_key_name", sa.Text(), nullable=True))
    op.add_column("audit_event", sa.Column("hash", sa.LargeBinary(), nullable=True))
    op.create_index("ix_audit_event_actor_id", "audit_event", ["organization_id", "actor_id", "seq"], unique=False)
    op.create_index("ix_audit_event_resource", "audit_event", ["organization_id", "resource", "seq"], unique=False)
    op.create_index("uq_audit_event_seq", "audit_event", ["organization_id", "seq"], unique=True)
    op.add_column("user_account", sa.Column("email_key", sa.Text(), nullable=True))
    op.add_column("user_account", sa.Column("email_verified_at", sa.DateTime(timezone=True), nullable=True))
    op.drop_index(op.f("uq_user_account_email"), table_name="user_account")
    op.create_index(
        "uq_user_account_email_key",
        "user_account",
        [sa.literal_column("coalesce(email_key, lower(email))")],
        unique=True,
    )
