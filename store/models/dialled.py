"""What every table of calls that we place has in common."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from rules.callbacks import outbound_call
from store.models.base import one_of
from store.models.column_types import Key, Words


class Dialled:
    """The columns of a call that we place: see store.callbacks.placing, which alone claims it."""

    id: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[outbound_call.State] = mapped_column(one_of(outbound_call.State))
    reason: Mapped[str | None] = mapped_column(Words(200))  # why it could not be placed
    lease_until: Mapped[datetime | None]  # of whoever hands it to Twilio
    lease_token: Mapped[str | None] = mapped_column(Key(32))
    next_at: Mapped[datetime | None]  # when to place it, to look it up or to ask about it
    ended_at: Mapped[datetime | None]  # nobody is rung any more
