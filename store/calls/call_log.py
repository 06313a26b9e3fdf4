"""The call log: calls and their turns as Twilio told them, each kept once."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import ColumnElement, ScalarSelect, case, exists, func, or_, select
from sqlalchemy.orm import Session

from rules.calls.call_status import FINAL, earlier
from rules.entitlement.weekend_gate import WeekendGate
from store.customers import directory, payers_due
from store.database.statements import changed, given, insert_computed, insert_once, is_new
from store.models import Addition, Call, Customer, CustomerPhone, Ticket, Turn
from store.tickets import weekend

STAFF = "staff"  # the direction of a technician's call to the line: nobody who needs help


def begin(
    session: Session,
    *,
    sid: str,
    account_sid: str,
    from_number: str | None,
    from_raw: str,
    to_number: str,
    line: str | None,
    flow: str | None,
    now: datetime,
    forwarded: bool = False,
) -> Call:
    """The call's row, inserted by whichever delivery comes first; one statement when it is new."""
    told: dict[str, object] = {
        "account_sid": account_sid,
        "from_number": from_number,
        "from_raw": from_raw,
        "to_number": to_number,
        "line": line,
        "flow": flow,
        "forwarded": forwarded,
    }
    call = insert_computed(session, Call, _HINT, {**told, "sid": sid, "started_at": now})
    if call is not None:
        return call
    # A stub, left by a webhook that overtook this one, learns what it lacks.
    told["customer_hint_id"] = _only_owner(from_number)
    missed = (Call.account_sid.is_(None), Call.erased_at.is_(None))
    changed(session, Call.sid, Call.sid == sid, *missed, **told)
    return session.get_one(Call, sid, populate_existing=True)


def _only_owner(number: object) -> ScalarSelect[int | None]:
    """SQL for the one customer who has the number: a hint, and none when several share it."""
    owner = case((func.count() == 1, func.min(CustomerPhone.customer_id)))
    return select(owner).where(CustomerPhone.number == number).scalar_subquery()


_HINT = (("customer_hint_id", _only_owner(given("from_number"))),)


def stub(session: Session, sid: str, now: datetime) -> Call:
    """The call's row, made with nothing but its SID when its beginning was missed."""
    call = insert_once(session, Call, sid=sid, started_at=now)
    return call or session.get_one(Call, sid)


def find(session: Session, sid: str) -> Call | None:
    return session.get(Call, sid)


def add_turn(
    session: Session,
    call_sid: str,
    *,
    step: str,
    key: str,
    digits: str,
    heard: str | None,
    now: datetime,
) -> bool:
    """Keep one turn of a call that stands; False when this delivery was seen before."""
    return is_new(
        session, Turn, call_sid=call_sid, step=step, key=key, digits=digits, heard=heard, at=now
    )


def finish(
    session: Session, sid: str, *, status: str, duration_s: int | None, now: datetime
) -> bool:
    """Move the call's status forward, never back and never out of a final one; whether it moved."""
    stub(session, sid, now)
    values: Mapping[str, object] = {"status": status}
    if status in FINAL:
        values = {"status": status, "finished_at": now, "duration_s": duration_s}
    before = Call.status.in_(earlier(status))
    return changed(session, Call.sid, Call.sid == sid, before, **values) == 1


def unfinished(session: Session, *, started_before: datetime) -> list[Call]:
    """Calls whose end we were not told, oldest first."""
    statement = (
        select(Call)
        .where(Call.finished_at.is_(None), Call.started_at < started_before)
        .order_by(Call.started_at)
    )
    return list(session.scalars(statement))


def without_ticket(
    session: Session,
    *,
    finished_before: datetime | None = None,
    started_before: datetime | None = None,
) -> list[Call]:
    """Inbound calls that left no ticket: finished, or started, before the instant; oldest first."""
    old = []
    if finished_before is not None:
        old.append(Call.finished_at < finished_before)
    if started_before is not None:
        old.append(Call.started_at < started_before)
    if not old:
        raise ValueError("expected finished_before or started_before")
    statement = (
        select(Call)
        .where(or_(*old), Call.direction == "inbound", Call.erased_at.is_(None))
        .where(~exists().where(Ticket.call_sid == Call.sid))
        .where(~exists().where(Addition.call_sid == Call.sid))
        .order_by(Call.started_at)
    )
    return list(session.scalars(statement))


def set_direction(session: Session, sid: str, direction: str) -> None:
    changed(session, Call.sid, Call.sid == sid, direction=direction)


def set_language(session: Session, sid: str, language: str) -> None:
    changed(session, Call.sid, Call.sid == sid, language=language)


def give_code(session: Session, sid: str, code: str) -> Customer | None:
    """Keep the code that the caller keyed; the customer whose code it is, if there is one."""
    customer = directory.by_code(session, code)
    known = customer.id if customer else None
    changed(session, Call.sid, Call.sid == sid, customer_code=code, customer_id=known)
    if customer is not None:
        is_told = changed(
            session,
            Ticket.id,
            Ticket.call_sid == sid,
            Ticket.customer_id.is_(None),
            customer_id=customer.id,
            customer_code=customer.code,
        )
        if is_told:  # keyed after the message: who pays may be decided by now
            payers_due.mark(session, [customer.id])
    return customer


def claim_j_system(session: Session, sid: str) -> None:
    """Keep that the caller says to be a J-System subscriber who cannot work."""
    changed(session, Call.sid, Call.sid == sid, j_system_claimed=True)


def set_weekend_gate(session: Session, sid: str, gate: WeekendGate) -> None:
    """Keep the week-end gate's answer, as the caller is told it."""
    changed(session, Call.sid, Call.sid == sid, **weekend.columns(gate))


def set_about(session: Session, sid: str, about: str) -> None:
    """Keep what the caller answered when told of a request that stands."""
    changed(session, Call.sid, Call.sid == sid, about=about)


def set_callback(session: Session, sid: str, callback_id: int) -> None:
    """Keep which callback is read to the technician whose call it is."""
    changed(session, Call.sid, Call.sid == sid, callback_id=callback_id)


def set_fault(session: Session, sid: str, fault: str) -> None:
    """Keep what went wrong with the call, as Twilio or we saw it."""
    changed(session, Call.sid, Call.sid == sid, fault=fault)


def list_calls(
    session: Session,
    limit: int = 100,
    *,
    before: Call | None = None,
    fits: ColumnElement[bool] | None = None,
) -> list[Call]:
    """The newest calls first, of those that fit; `before` is the one at which the page before ended."""
    statement = select(Call).order_by(Call.started_at.desc(), Call.sid.desc()).limit(limit)
    if fits is not None:
        statement = statement.where(fits)
    if before is not None:
        earlier = Call.started_at < before.started_at
        same = (Call.started_at == before.started_at) & (Call.sid < before.sid)
        statement = statement.where(earlier | same)
    return list(session.scalars(statement))


def turns(session: Session, sid: str) -> list[Turn]:
    """The turns of a call in the order in which they happened."""
    return list(
        session.scalars(select(Turn).where(Turn.call_sid == sid).order_by(Turn.at, Turn.id))
    )


def count_turns(session: Session, sid: str) -> int:
    """How many steps the call has had."""
    count = select(func.count()).select_from(Turn).where(Turn.call_sid == sid)
    return session.scalar(count) or 0
