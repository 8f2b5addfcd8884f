"""Organizations and the people and keys that act in them. A user belongs to one organization (docs/adr)."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, LargeBinary, Text, UniqueConstraint, func, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from pilothouse.db.base import Base, HasCreatedAt, HasId, OfOrganization, Organization

__all__ = [
    "AccountToken",
    "ApiKey",
    "ErasedOrganization",
    "Invitation",
    "LoginSession",
    "Organization",
    "Role",
    "Team",
    "TeamMember",
    "User",
    "UserRole",
]


class Team(HasId, OfOrganization, HasCreatedAt, Base):
    """A group of members in one organization."""

    __tablename__ = "team"
    __table_args__ = (UniqueConstraint("organization_id", "name", name="uq_team_name"),)

    name: Mapped[str]


class User(HasId, OfOrganization, HasCreatedAt, Base):
    """A person, or a service account when `kind` says so: it acts through API keys and has no way to sign in."""

    __tablename__ = "user_account"  # "user" is a reserved word in SQL
    __table_args__ = (Index("uq_user_account_email_key", text("coalesce(email_key, lower(email))"), unique=True),)

    email: Mapped[str] = mapped_column(doc="of a service account its handle, to which nothing can be sent")
    email_key: Mapped[str | None] = mapped_column(doc="see `email.email_key`; null in rows older than it, all ASCII")
    email_verified_at: Mapped[datetime | None] = mapped_column(doc="when a link that was sent there was followed")
    name: Mapped[str]
    kind: Mapped[str] = mapped_column(server_default="person", doc="person or service")
    description: Mapped[str | None] = mapped_column(doc="what a service account is for")
    password_hash: Mapped[str | None]
    time_zone: Mapped[str | None]
    is_active: Mapped[bool] = mapped_column(server_default="true")
    last_login_at: Mapped[datetime | None]
    deleted_at: Mapped[datetime | None]


class TeamMember(OfOrganization, Base):
    """A user in a team."""

    __tablename__ = "team_member"

    team_id: Mapped[UUID] = mapped_column(ForeignKey("team.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), primary_key=True)


class Role(HasId, OfOrganization, HasCreatedAt, Base):
    """A named set of permissions. `user`, `developer` and `admin` come with every organization."""

    __tablename__ = "role"
    __table_args__ = (UniqueConstraint("organization_id", "name", name="uq_role_name"),)

    name: Mapped[str]
    permissions: Mapped[list[str]] = mapped_column(ARRAY(Text))
    is_builtin: Mapped[bool] = mapped_column(server_default="false")


class UserRole(OfOrganization, Base):
    """A role held by a user."""

    __tablename__ = "user_role"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), primary_key=True)
    role_id: Mapped[UUID] = mapped_column(ForeignKey("role.id", ondelete="CASCADE"), primary_key=True)


class LoginSession(HasId, OfOrganization, HasCreatedAt, Base):
    """A family of refresh tokens: one sign-in on one device. Using an old token of it revokes it all.

    A refresh token has two random parts. The first stays and names the family, so that every old token is recognised;
    the second changes with each refresh, and only the last two are known. Of all, hashes are kept.
    """

    __tablename__ = "login_session"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), index=True)
    family_hash: Mapped[str] = mapped_column(unique=True)
    refresh_hash: Mapped[str]
    previous_hash: Mapped[str | None]
    csrf_token: Mapped[str] = mapped_column(doc="what a page repeats in X-CSRF-Token")
    rotated_at: Mapped[datetime] = mapped_column(server_default=func.now())
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    revoked_reason: Mapped[str | None] = mapped_column(doc="signed_out, reuse, deactivated, ended, password, …")
    user_agent: Mapped[str | None]
    ip_address: Mapped[str | None]


class ApiKey(HasId, OfOrganization, HasCreatedAt, Base):
    """A credential for programs. The key itself is shown once; a hash of it is kept."""

    __tablename__ = "api_key"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), index=True)
    name: Mapped[str]
    prefix: Mapped[str] = mapped_column(doc="first characters of the key, to recognise it by")
    key_hash: Mapped[str] = mapped_column(unique=True)
    scopes: Mapped[list[str]] = mapped_column(ARRAY(Text), doc="permissions, never more than the owner's")
    rate_limit_per_minute: Mapped[int | None]
    replaced_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("api_key.id", ondelete="SET NULL"))
    expires_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class AccountToken(HasId, OfOrganization, HasCreatedAt, Base):
    """A link that was sent to a user: whoever follows it reads the mail of that address. Works once."""

    __tablename__ = "account_token"
    __table_args__ = (CheckConstraint("purpose in ('verify_email', 'reset_password')", name="purpose"),)

    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), index=True)
    purpose: Mapped[str]
    token_hash: Mapped[str] = mapped_column(unique=True)
    email: Mapped[str] = mapped_column(doc="where it was sent, and so the address it proves")
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None] = mapped_column(doc="used, or replaced by a newer one")


class Invitation(HasId, OfOrganization, HasCreatedAt, Base):
    """A link that lets somebody make an account in an organization. Works once.

    One who signs up is invited by nobody, to an organization of their own that has no user yet.
    """

    __tablename__ = "invitation"
    __table_args__ = (
        Index("ix_invitation_unconfirmed", "expires_at", postgresql_where=text("is_sign_up and accepted_at is null")),
    )

    email: Mapped[str]
    name: Mapped[str | None] = mapped_column(doc="what somebody who signs up calls themselves")
    role_id: Mapped[UUID] = mapped_column(ForeignKey("role.id", ondelete="CASCADE"))
    is_sign_up: Mapped[bool] = mapped_column(server_default="false")
    invited_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id", ondelete="SET NULL"))
    token_hash: Mapped[str] = mapped_column(unique=True)
    expires_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class ErasedOrganization(HasId, Base):
    """That an organization was erased, for the operator: its id and nothing about anybody. Belongs to no tenant.

    The end of its audit chain stays, so that a copy of its log can still be proved whole.
    """

    __tablename__ = "erased_organization"

    erased_at: Mapped[datetime]
    last_seq: Mapped[int] = mapped_column(BigInteger, doc="of its audit chain; 0 without an entry")
    last_hash: Mapped[bytes] = mapped_column(LargeBinary)
