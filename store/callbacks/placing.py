"""How a call that we place gets to Twilio: claimed, placed, unsure, tried again, failed. Never on a guess.

Whoever wants a call writes a row; the clock's process claims it, commits, and hands it to Twilio.
Whoever dies in between leaves a row that is looked up there, and never dialled again. Written once
for every table of such rows: attempts to ring customers back, and steps of an alert.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from sqlalchemy import ColumnElement, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute, Session

from rules.callbacks.outbound_call import Facts, State
from store.database import statements
from store.database.statements import NO_LEASE, changed, due, new_token
from store.models import AlertStep, Attempt, Dialled

OLDEST = timedelta(days=1)  # no call that we asked Twilio for can still go on

Row = TypeVar("Row", bound=Dialled)


@dataclass(frozen=True)
class ToPlace:
    """A call that is claimed: to be placed or, being `unsure`, to be looked up."""

    row_id: int  # of the attempt, or of the alert's step
    token: str
    phone: str  # that is rung: mostly the technician's
    asked_at: datetime
    unsure: bool


@dataclass(frozen=True)
class Quiet:
    """A call of whose end we have not heard for long."""

    row_id: int
    sid: str


@dataclass(frozen=True)
class Sids:
    """What Twilio calls the two legs of a call, as far as it has told."""

    technician: str | None = None
    customer: str | None = None


@dataclass(frozen=True, eq=False)
class Placing(Generic[Row]):
    """The calls of one table, and where it keeps what not every such table names alike."""

    table: type[Row]
    name: str  # of one of its rows, in the log
    phone: InstrumentedAttribute[str | None]  # that is rung: mostly the technician's
    sid: InstrumentedAttribute[str | None]  # of its leg
    asked_at: InstrumentedAttribute[datetime]
    engaged: ColumnElement[bool]  # a call to the telephone goes on: of two one can't be told apart
    tell: Callable[[Session, Row, Facts, Sids, datetime], None]  # add to what is known of a row
    give_up: Callable[[Session, Row, str, datetime], None]  # unless Twilio has the call
    theirs: ColumnElement[bool] = field(default_factory=true)  # which of the rows are such calls

    def claim(
        self, session: Session, now: datetime, lease: timedelta, only: int | None = None
    ) -> ToPlace | None:
        """Take the call that was asked for first, or that one: to be placed, or to be looked up."""
        table = self.table
        ready = (
            table.state.in_((State.TO_PLACE, State.UNSURE)),
            table.ended_at.is_(None),
            self.theirs,
            due(table.next_at, now, table.id, only),
            or_(table.lease_until.is_(None), table.lease_until <= now),
            or_(table.state == State.UNSURE, ~self.engaged),
        )
        oldest = select(table).where(*ready).order_by(table.next_at, table.id).limit(1)
        row = session.scalar(oldest.with_for_update(skip_locked=True, of=table))
        phone = getattr(row, self.phone.key, None)
        if row is None or phone is None:
            return None
        unsure = row.state is State.UNSURE
        row.state = State.UNSURE if unsure else State.PLACING
        row.lease_token, row.lease_until = new_token(), now + lease
        session.flush()
        asked_at: datetime = getattr(row, self.asked_at.key)
        return ToPlace(row.id, row.lease_token, phone, asked_at, unsure)

    def placed(
        self, session: Session, claim: ToPlace, sid: str, *, look_at: datetime, now: datetime
    ) -> bool:
        """Twilio has it, under this SID; when to ask what became of it if nobody tells."""
        row = self._claimed(session, claim)
        if row is None:
            return False
        row.lease_token = row.lease_until = None
        row.next_at = look_at
        self.tell(session, row, Facts(technician="queued"), Sids(sid), now)
        return True

    def unsure(self, session: Session, claim: ToPlace, *, at: datetime) -> bool:
        """Handed over without an answer: to be looked up at the instant."""
        return self._put_back(session, claim, State.UNSURE, at)

    def retry(self, session: Session, claim: ToPlace, *, at: datetime) -> bool:
        """Surely not placed: to be placed at the instant."""
        return self._put_back(session, claim, State.TO_PLACE, at)

    def failed(self, session: Session, claim: ToPlace, reason: str, *, now: datetime) -> bool:
        """Not placed, and not to be; False where the claim is no longer its own."""
        row = self._claimed(session, claim)
        if row is not None:
            self.give_up(session, row, reason, now)
        return row is not None

    def quiet(
        self, session: Session, now: datetime, again_at: datetime, limit: int = 20
    ) -> list[Quiet]:
        """Calls to ask Twilio about, since nobody told us more.

        One that goes on comes again at that instant; one that is over is asked about once.
        """
        known = (self.sid.is_not(None), self.theirs)
        due = (self.asked_at >= now - OLDEST, *known, self.table.next_at <= now)
        oldest = select(self.table).where(*due).order_by(self.table.next_at).limit(limit)
        found = []
        for row in session.scalars(oldest.with_for_update(skip_locked=True)):
            row.next_at = again_at if row.ended_at is None else None
            found.append(Quiet(row.id, getattr(row, self.sid.key)))
        return found

    def learn(
        self,
        session: Session,
        row_id: int,
        more: Facts,
        *,
        customer_sid: str | None,
        now: datetime,
    ) -> None:
        """Add what Twilio answers of a call's two legs."""
        row = self.locked(session, row_id)
        if row is not None:
            self.tell(session, row, more, Sids(customer=customer_sid), now)

    def release_stuck(self, session: Session, now: datetime) -> int:
        """What a dead process was handing over may have been placed: it is looked up. How many."""
        table = self.table
        stuck = (table.state == State.PLACING, table.lease_until <= now)
        return changed(session, table.id, *stuck, state=State.UNSURE, next_at=now, **NO_LEASE)

    def locked(self, session: Session, row_id: int) -> Row | None:
        """The row, which nobody else alters until the transaction is over."""
        return statements.locked(session, self.table, self.table.id == row_id)

    def _claimed(self, session: Session, claim: ToPlace) -> Row | None:
        """The row, unless the claim ran out, or what Twilio tells has overtaken it."""
        row = self.locked(session, claim.row_id)
        return row if row is not None and row.lease_token == claim.token else None

    def _put_back(self, session: Session, claim: ToPlace, state: State, at: datetime) -> bool:
        table = self.table
        mine = (table.id == claim.row_id, table.lease_token == claim.token, self.sid.is_(None))
        return changed(session, table.id, *mine, state=state, next_at=at, **NO_LEASE) == 1


def are_taken(session: Session, sids: Collection[str]) -> set[str]:
    """Those of the SIDs that are known to be of a call of ours: an attempt's, or an alert's."""
    tried = select(Attempt.technician_sid).where(Attempt.technician_sid.in_(sids))
    first = (Attempt.customer_first.is_(True), Attempt.customer_sid.in_(sids))
    answered = select(Attempt.customer_sid).where(*first)
    alerted = select(AlertStep.sid).where(AlertStep.sid.in_(sids))
    return set(
        filter(None, (one for look in (tried, answered, alerted) for one in session.scalars(look)))
    )
