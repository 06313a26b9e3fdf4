"""Tables of on-call alerts: customers who cannot work at the week-end, and each step of escalation."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from store.models.base import SID, Base
from store.models.column_types import Words
from store.models.dialled import Dialled


class Alert(Base):
    """Somebody on call is to take the ticket; one for each ticket."""

    __tablename__ = "alerts"
    __table_args__ = (Index(None, "ended_at", "from_at"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"), unique=True)
    from_at: Mapped[datetime]  # nobody is alerted sooner: when the message is taken in charge
    taken_by: Mapped[str | None] = mapped_column(Words(60))
    taken_at: Mapped[datetime | None]
    alone_at: Mapped[datetime | None]  # nobody was left to be alerted: supervisors were told
    ended_at: Mapped[datetime | None]
    reason: Mapped[str | None] = mapped_column(Words(40))  # why it ended


class AlertStep(Dialled, Base):
    """One person was alerted, by a text and by a call that we place.

    The steps of an alert are numbered, so that no two processes take the same one.
    """

    __tablename__ = "alert_steps"
    __table_args__ = (
        UniqueConstraint("alert_id", "number"),
        Index(None, "ended_at", "next_at"),
    )
    alert_id: Mapped[int] = mapped_column(ForeignKey("alerts.id", ondelete="CASCADE"))
    number: Mapped[int]
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime]
    refused_at: Mapped[datetime | None]
    phone: Mapped[str | None] = mapped_column(Words(32), index=True)  # None: no call is placed
    sid: Mapped[str | None] = mapped_column(SID, index=True)
    status: Mapped[str | None] = mapped_column(Words(20))
    accepted_at: Mapped[datetime | None]  # they pressed 1: the call is theirs from then on
