"""What the dashboard needs to know of each plan, kept beside its workspace so that a thousand of them read quickly."""

from datetime import date

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from portal.database import Base


class SummaryRow(Base):
    """One plan in figures, made from the plan at `revision`; older than the plan means it is made again when read.

    Dates are kept rather than counts of late tasks, so that a row stays true on any later day: ISO dates in order with
    spaces between, of every shared task that counts in `dues`, of open shared tasks in the others; the last two say
    since when they are blocked. Plain text, because decoding JSON lists for each of a thousand rows took longer than
    all the rest.
    """

    __tablename__ = "summaries"

    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id"), primary_key=True)
    revision: Mapped[int]
    phase_name: Mapped[str]
    phase_index: Mapped[int]
    phase_count: Mapped[int]
    done: Mapped[int]
    total: Mapped[int]
    internal_open: Mapped[int]
    blocked: Mapped[int]
    milestone_title: Mapped[str | None]
    milestone_on: Mapped[date | None]
    forecast_on: Mapped[date | None]
    went_live: Mapped[bool]
    oldest_title: Mapped[str | None]
    dues: Mapped[str]
    customer_dues: Mapped[str]
    team_dues: Mapped[str]
    milestone_dues: Mapped[str]
    customer_blocked: Mapped[str] = mapped_column(default="", server_default="")
    team_blocked: Mapped[str] = mapped_column(default="", server_default="")
