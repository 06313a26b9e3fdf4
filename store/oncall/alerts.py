"""On-call alerts in the ledger: escalated step by step until somebody takes the request.

Each step is a row, written with the text and the call that it causes: whoever dies afterwards leaves
them to be sent, once. Locks are taken in one order: the alert, its steps, the ticket, its callback.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from rules import rota as rules
from rules.callbacks.callback import LIVE as TO_RING
from rules.callbacks.outbound_call import State
from rules.customer_messages import can_take_sms
from rules.hours.schedule import Flow, Hours, explain
from rules.rota import EscalationWaits, Tried
from rules.staff.accounts import Role
from rules.tickets.ticket import LIVE, SERVICE, Urgency
from store.callbacks import queue
from store.database import statements
from store.database.statements import changed, is_new
from store.messages import outbox
from store.models import Alert, AlertStep, Callback, Ticket, User
from store.models.states import OutboxKind
from store.oncall import alerts_shown
from store.staff import rota
from store.tickets import lifecycle, weekend

CLOSED = "the request is over"
CORRECTED = "it does not stop their work"
TRIED = "the customer was rung"
MONDAY = "the desk is open again"
AGAIN = timedelta(days=4)  # the longest week-end: later, nothing that changes back alerts anybody
shown, words_of = alerts_shown.shown, alerts_shown.words_of


@dataclass(frozen=True)
class Alerting:
    """When and how people are alerted; texts are made of a ticket's id and of what is asked."""

    hours_now: Callable[[], Hours]  # asked each time: hours may be altered meanwhile
    pace: EscalationWaits
    may_call: Callable[[str], bool]  # whether we place calls to the number
    text: Callable[[int, str], str] | None = None  # None: no text is sent
    alone: Callable[[int, str], str] | None = None  # to supervisors, once nobody is left

    @property
    def hours(self) -> Hours:
        """The hours that count now."""
        return self.hours_now()


def open_for(session: Session, ticket: Ticket, from_at: datetime) -> bool:
    """Somebody on call is to take the ticket, from the instant on; False when that was so before.

    A week-end that is over alerts nobody any more: for the next one the alert begins anew.
    """
    if is_new(session, Alert, ticket_id=ticket.id, from_at=from_at):
        return True
    over = (Alert.ticket_id == ticket.id, Alert.ended_at.is_not(None))
    earlier = Alert.from_at <= from_at - AGAIN
    anew = {"from_at": from_at, "alone_at": None, "taken_by": None, "taken_at": None}
    return bool(changed(session, Alert.id, *over, earlier, ended_at=None, reason=None, **anew))


def due(session: Session, now: datetime) -> list[int]:
    """The alerts to look at, by their number; those that ended also, while they may go on again."""
    goes_on = Alert.ended_at.is_(None)
    may_again = (Alert.reason.in_((CLOSED, CORRECTED, TRIED))) & (Alert.from_at > now - AGAIN)
    looked_at = (goes_on | may_again, Alert.from_at <= now)
    return list(session.scalars(select(Alert.id).where(*looked_at).order_by(Alert.id)))


def locked(session: Session, alert_id: int) -> Alert | None:
    """The alert, which nobody else alters until the transaction is over."""
    return statements.locked(session, Alert, Alert.id == alert_id)


def step(session: Session, alert_id: int, now: datetime, alerting: Alerting) -> list[str]:
    """Go on with the alert as far as is due; the names of those who are to be told now."""
    row = locked(session, alert_id)
    if row is None:
        return []
    callback = queue.of_ticket(session, row.ticket_id)
    reason = _why_over(session, row, callback, now, alerting.hours)
    if reason is not None or callback is None:
        if row.ended_at is None:
            _call_no_more(session, row, now)
        row.ended_at, row.reason = row.ended_at or now, reason or CLOSED
        return []
    row.ended_at = row.reason = None  # what ended it may have changed back
    holder = queue.holder_of(session, callback.id, now)
    if holder is not None:
        row.taken_by, row.taken_at = holder.name, row.taken_at or now
        _call_no_more(session, row, now)
        return []
    row.taken_by = row.taken_at = None  # whoever had it gave it back
    moment = explain(now, alerting.hours)
    if moment.flow is not Flow.WEEKEND or not moment.open:
        return []
    return _go_on(session, row, now, alerting)


def _why_over(
    session: Session, row: Alert, callback: Callback | None, now: datetime, hours: Hours
) -> str | None:
    ticket = session.get_one(Ticket, row.ticket_id, populate_existing=True)
    if ticket.state not in LIVE or callback is None or callback.state not in TO_RING:
        return CLOSED
    if callback.attempts:
        return TRIED
    if _is_corrected(ticket):
        return CORRECTED
    return MONDAY if explain(row.from_at, hours).in_charge_standard <= now else None


def _is_corrected(ticket: Ticket) -> bool:
    """Whether nobody is owed help any more: what was promised, only a person takes back."""
    gate = weekend.gate_of(ticket)
    if gate is not None and not gate.is_open:
        return True
    by_hand = gate is None or "urgency" in (ticket.by_hand or ())
    return by_hand and ticket.urgency != Urgency.BLOCKING


def _go_on(session: Session, row: Alert, now: datetime, alerting: Alerting) -> list[str]:
    steps = steps_of(session, row.id)
    shifts = rota.on_rota(session, now)
    users = _active(session)
    there = [name for name in rules.on_call(shifts, now) if name in users]
    names = {user.id: user.name for user in users.values()}
    for one in steps:
        if one.refused_at is None and one.at >= row.from_at:
            _wait_no_more(session, row, one, names.get(one.user_id), now)
    tried = [
        Tried(names.get(one.user_id, ""), one.at, one.refused_at)
        for one in steps
        if one.at >= row.from_at  # at an earlier week-end they were others, perhaps
    ]
    told: list[str] = []
    if rules.is_nobody_left(there, tried, now, alerting.pace):
        told += _tell_supervisors(session, row, users.values(), now, alerting)
    match rules.next_step(there, tried, now, alerting.pace):
        case rules.Alert(who):
            _call_no_more(session, row, now)
            if _alert(session, row, users[who], len(steps) + 1, now, alerting):
                told.append(who)
    return told


def _wait_no_more(
    session: Session, row: Alert, one: AlertStep, name: str | None, now: datetime
) -> None:
    """Whose call and text both came back as impossible is not waited for, and the request says so."""
    if alerts_shown.is_reached(session, one):
        return
    one.refused_at = now
    event = "alert_unreachable"
    lifecycle.add(session, row.ticket_id, actor=SERVICE, event=event, now=now, note=name)


def _active(session: Session) -> dict[str, User]:
    found = session.scalars(select(User).where(User.disabled_at.is_(None)))
    return {user.name: user for user in found}


def _alert(
    session: Session, row: Alert, user: User, number: int, now: datetime, alerting: Alerting
) -> bool:
    """Write and ring them; whether anything could reach them."""
    may_call = user.phone is not None and alerting.may_call(user.phone)
    texts = alerting.text if user.phone is not None and can_take_sms(user.phone) else None
    taken = AlertStep(
        alert_id=row.id,
        number=number,
        user_id=user.id,
        at=now,
        # whose telephone can take neither is not waited for
        refused_at=None if may_call or texts else now,
        phone=user.phone if may_call else None,
        state=State.TO_PLACE if may_call else State.ENDED,
        next_at=now if may_call else None,
        ended_at=None if may_call else now,
    )
    session.add(taken)
    session.flush()
    if user.phone is not None and texts is not None:
        until = now + alerting.pace.wait + alerting.pace.gap
        words = texts(row.ticket_id, words_of(session, row.ticket_id))
        _text(session, user.phone, words, f"alert:{taken.id}", now, until)
    reached = may_call or texts is not None
    event = "alerted" if reached else "alert_unreachable"
    lifecycle.add(session, row.ticket_id, actor=SERVICE, event=event, now=now, note=user.name)
    return reached


def _tell_supervisors(
    session: Session, row: Alert, users: Iterable[User], now: datetime, alerting: Alerting
) -> list[str]:
    """Nobody is left: whoever plans the rota hears of it, once, and the queue shows it.

    The names of those whom a text could reach.
    """
    if row.alone_at is not None:
        return []
    row.alone_at = now
    reached = []
    for user in users:
        if user.role is not Role.SUPERVISOR or alerting.alone is None:
            continue
        if user.phone and can_take_sms(user.phone):
            words = alerting.alone(row.ticket_id, words_of(session, row.ticket_id))
            key = f"{alerts_shown.alone_key(row)}{user.id}"
            _text(session, user.phone, words, key, now, now + timedelta(hours=12))
            reached.append(user.name)
    lifecycle.add(session, row.ticket_id, actor=SERVICE, event="nobody_on_call", now=now)
    event = "supervisors_told" if reached else "no_supervisor_reached"
    names = ", ".join(reached) or None
    lifecycle.add(session, row.ticket_id, actor=SERVICE, event=event, now=now, note=names)
    return reached


def _text(session: Session, to: str, words: str, key: str, now: datetime, until: datetime) -> None:
    body = {"text": words, "until": until.isoformat(), "urgent": True}
    outbox.put(session, kind=OutboxKind.SMS, to=to, body=body, key=key, now=now)


def _call_no_more(session: Session, row: Alert, now: datetime) -> None:
    """Calls that nobody has placed yet are not placed any more."""
    waiting = (AlertStep.alert_id == row.id, AlertStep.state == State.TO_PLACE)
    changed(session, AlertStep.id, *waiting, state=State.ENDED, ended_at=now)


def steps_of(session: Session, alert_id: int) -> list[AlertStep]:
    """Whoever was alerted, in order."""
    mine = select(AlertStep).where(AlertStep.alert_id == alert_id)
    return list(session.scalars(mine.order_by(AlertStep.number)))
