"""Budgets, their windows (one per period), and the alerts they raised. Amounts are micro-dollars."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Computed, ForeignKey, Index, Integer, UniqueConstraint, func
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from pilothouse.db.base import Base, HasCreatedAt, HasId, OfOrganization
from pilothouse.gateway.ledger.scopes import SCOPE_KINDS

PERIODS = ("total", "daily", "weekly", "monthly")


def _one_of(column: str, values: tuple[str, ...]) -> str:
    return f"{column} in ({', '.join(repr(value) for value in values)})"


class Budget(HasId, OfOrganization, HasCreatedAt, Base):
    """A limit on what one scope may spend in each period.

    A hard budget refuses the call that would pass it; a soft one only counts. `thresholds` are percents of the limit
    at which an alert is raised, once per window and limit. One that `shuts_off` switches itself off when its limit is
    reached, and one that is switched off refuses every paid call until a person switches it on.

    Changed only under `BudgetRepository.stop_spending`, so that each admission is wholly before or after an edit.
    """

    __tablename__ = "budget"
    __table_args__ = (
        CheckConstraint(_one_of("scope_kind", SCOPE_KINDS), name="scope_kind"),
        CheckConstraint(_one_of("period", PERIODS), name="period"),
        CheckConstraint("limit_microusd >= 0", name="limit"),
        UniqueConstraint("organization_id", "scope", "period"),
    )

    scope_kind: Mapped[str]
    scope_id: Mapped[str]
    scope: Mapped[str] = mapped_column(Computed("scope_kind || ':' || scope_id", persisted=True))
    period: Mapped[str]
    limit_microusd: Mapped[int] = mapped_column(BigInteger)
    is_hard: Mapped[bool]
    thresholds: Mapped[list[int]] = mapped_column(ARRAY(Integer))
    counts_from: Mapped[datetime] = mapped_column(server_default=func.now(), doc="where a total begins to count")
    shuts_off: Mapped[bool] = mapped_column(server_default="false")
    shut_off_at: Mapped[datetime | None] = mapped_column(doc="set while it is switched off")
    raised_microusd: Mapped[int | None] = mapped_column(BigInteger, doc="limit until `raised_until`; never lowers it")
    raised_until: Mapped[datetime | None]


class BudgetWindow(HasId, OfOrganization, Base):
    """One period of a budget: what it may spend, has spent, and holds for calls in flight.

    Written only under the lock order of the ledger's functions. `spent = Σ ledger` and `held = Σ reservations` of the
    budget's scope admitted from `starts_at` on and before `ends_at`, always.
    """

    __tablename__ = "budget_window"
    __table_args__ = (
        UniqueConstraint("budget_id", "starts_at"),
        CheckConstraint("held_microusd >= 0", name="held"),
    )

    budget_id: Mapped[UUID] = mapped_column(ForeignKey("budget.id", ondelete="CASCADE"))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime | None]
    limit_microusd: Mapped[int] = mapped_column(BigInteger)
    spent_microusd: Mapped[int] = mapped_column(BigInteger, server_default="0")
    held_microusd: Mapped[int] = mapped_column(BigInteger, server_default="0")


class BudgetAlert(HasId, OfOrganization, Base):
    """Something about a window that people want to know; also the outbox of who is to be told.

    `threshold`: spending crossed that percent of the limit. `refused`: a call did not fit any more. `shut_off`: the
    budget switched itself off. The last two carry 100 as their percent. Each once per window, percent and limit.
    """

    __tablename__ = "budget_alert"
    __table_args__ = (
        UniqueConstraint("window_id", "kind", "threshold_percent", "limit_microusd", name="uq_budget_alert_once"),
        Index("ix_budget_alert_unsent", "crossed_at", postgresql_where="sent_at is null"),
    )

    window_id: Mapped[UUID] = mapped_column(ForeignKey("budget_window.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(server_default="threshold")
    threshold_percent: Mapped[int]
    spent_microusd: Mapped[int] = mapped_column(BigInteger)
    limit_microusd: Mapped[int] = mapped_column(BigInteger)
    crossed_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
    sent_at: Mapped[datetime | None]
