"""Owners of requests in the ledger: taken, handed on, put off; and what nobody sees to."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from rules.callbacks.callback import LIVE as LIVE_CALLBACKS
from rules.callbacks.callback import State as CallbackState
from rules.entitlement import account_manager
from rules.errors import BadInput, MoveRefused, NotFound
from rules.hours.schedule import Hours
from rules.tickets.known_fault import JoinedBy
from rules.tickets.owner import Owner, Standing, Whose, idle_since, is_idle, owner_of
from rules.tickets.ticket import LIVE, SERVICE, State
from store.customers import account_managers
from store.models import Callback, Ticket, TicketHistory, User
from store.staff import accounts
from store.tickets import access_log, known_faults, lifecycle
from store.tickets.rows import add, locked

FARTHEST = timedelta(days=60)  # that one may put off coming back
NOBODYS = "who owns it is decided by its callback, or it is over"


def of(ticket: Ticket, callback: Callback | None) -> Owner:
    """Whose the ticket is; `callback` is its own."""
    held = callback is not None and callback.state is CallbackState.CLAIMED
    return owner_of(
        Standing(
            state=ticket.state,
            callback=callback.state if callback else None,
            holder=callback.claimed_by if callback and held else None,
            handed_to=callback.handed_to if callback else None,
            by_account_manager=account_manager.answers(ticket.category, ticket.cover),
            owner=ticket.owner,
            waits_for_fault=ticket.fault_by == JoinedBy.KEY,
        )
    )


def of_ticket(session: Session, ticket: Ticket) -> Owner:
    """Whose the ticket is."""
    return of(ticket, _callback(session, ticket.id))


def are_of(name: str) -> ColumnElement[bool]:
    """As the rule says it, of statements with tickets and their callbacks: "Le mie" of somebody."""
    held = (Callback.state == CallbackState.CLAIMED) & (Callback.claimed_by == name)
    handed = (
        (Callback.state == CallbackState.WAITING)
        & (Callback.handed_to == name)
        & ~account_managers.answer()
    )
    return Ticket.state.in_(LIVE) & or_(
        held, handed, and_(_without_callback(), Ticket.owner == name)
    )


def are_nobodys() -> ColumnElement[bool]:
    """As the rule says it, of such statements: "Senza padrone"."""
    unowned = Ticket.owner.is_(None) & ~known_faults.waits_for_end()
    return Ticket.state.in_(LIVE) & _without_callback() & unowned


def _without_callback() -> ColumnElement[bool]:
    """No callback drives it on, and it is the technicians'."""
    gone = or_(Callback.state.is_(None), Callback.state.not_in(sorted(LIVE_CALLBACKS)))
    return gone & ~account_managers.answer()


def count(session: Session, name: str) -> tuple[int, int]:
    """How many are somebody's, and how many nobody's."""
    joined = select(func.count()).select_from(Ticket)
    joined = joined.outerjoin(Callback, Callback.ticket_id == Ticket.id)
    mine, nobodys = (session.scalar(joined.where(of)) for of in (are_of(name), are_nobodys()))
    return mine or 0, nobodys or 0


def owned(session: Session, name: str) -> int:
    """How many of somebody's no callback drives on: they come back to these by themselves."""
    joined = select(func.count()).select_from(Ticket)
    joined = joined.outerjoin(Callback, Callback.ticket_id == Ticket.id)
    theirs = Ticket.state.in_(LIVE) & _without_callback() & (Ticket.owner == name)
    return session.scalar(joined.where(theirs)) or 0


def take(session: Session, ticket_id: int, *, by: str, now: datetime) -> None:
    """See to it oneself; raises NotFound, and MoveRefused where its callback decides who does."""
    row = _own(session, ticket_id, by, now)
    if row is not None:
        add(session, ticket_id, actor=by, event="owner_taken", now=now)


def give(
    session: Session, ticket_id: int, to: str, *, by: str, now: datetime, note: str | None = None
) -> None:
    """Hand it on to a colleague, whom no customer waits for; raises BadInput for one who is none."""
    colleague = accounts.find(session, to)
    if colleague is None or colleague.disabled_at is not None or colleague.name == by:
        raise BadInput("to: expected a colleague who may sign in", "colleague")
    if _own(session, ticket_id, colleague.name, now) is None:
        return
    add(session, ticket_id, actor=by, event="owner_given", note=colleague.name, now=now)
    if note:
        add(session, ticket_id, actor=by, event="note", note=note, now=now)


def come_back(
    session: Session, ticket_id: int, at: datetime | None, *, by: str, now: datetime
) -> None:
    """Put it off until the instant, or no longer; raises BadInput for one that is past or too far."""
    if at is not None and not now < at <= now + FARTHEST:
        rule = f"at: expected an instant within {FARTHEST.days} days from now"
        raise BadInput(rule, "back_at", days=FARTHEST.days)
    row = _waiting_for_work(session, ticket_id)
    if row.owner is None:
        _own(session, ticket_id, by, now)
    row.back_at, row.idle_told_at = at, None
    note = at.isoformat() if at else None
    add(
        session,
        ticket_id,
        actor=by,
        event="put_off" if at else "put_off_no_more",
        note=note,
        now=now,
    )


def move(
    session: Session,
    ticket_id: int,
    to: State,
    *,
    by: str,
    now: datetime,
    note: str | None = None,
) -> Ticket:
    """Move it as a person does: whoever begins what is nobody's sees to it from then on."""
    moved = lifecycle.move(session, ticket_id, to, actor=by, now=now, note=note)
    if moved.state is State.IN_PROGRESS and of_ticket(session, moved).whose is Whose.NOBODY:
        take(session, ticket_id, by=by, now=now)
    return moved


def spoke(session: Session, ticket_id: int, *, by: str, now: datetime) -> None:
    """Whoever spoke with the customer and works on it owns it."""
    row = locked(session, ticket_id)
    if row is not None:
        row.owner, row.owned_since, row.back_at, row.idle_told_at = by, now, None, None


def of_before(session: Session, ticket_id: int, name: str | None) -> None:
    """Whose it was before an outcome that is taken back: the callback decides again."""
    row = locked(session, ticket_id)
    if row is not None:
        row.owner, row.back_at, row.idle_told_at = name, None, None
        row.owned_since = row.owned_since if name else None


def let_go(session: Session, names: Iterable[str], *, by: str, now: datetime) -> list[int]:
    """What these owned is nobody's: they left."""
    owned = select(Ticket).where(Ticket.owner.in_(list(names)), Ticket.state.in_(LIVE))
    rows = session.scalars(owned.order_by(Ticket.id).with_for_update(key_share=True)).all()
    for row in rows:
        was, row.owner, row.owned_since, row.back_at = row.owner, None, None, None
        add(session, row.id, actor=by, event="owner_left", note=was, now=now)
    return [row.id for row in rows]


def escalate(session: Session, now: datetime, patience: timedelta, hours: Hours) -> int:
    """Tell of what nobody did anything about for so many hours of work, once each; how many."""
    joined = select(Ticket).outerjoin(Callback, Callback.ticket_id == Ticket.id)
    waits = known_faults.waits_for_end() & Ticket.owner.is_(None)
    live = joined.where(Ticket.state.in_(LIVE), _without_callback(), ~waits).order_by(Ticket.id)
    rows = session.scalars(live).all()
    worked = _last_work(session, [row.id for row in rows])
    told = 0
    for row in rows:
        since = idle_since(row.owned_since or row.created_at, worked.get(row.id), row.back_at)
        if not is_idle(since, now, patience, hours):
            row.idle_told_at = None
        elif row.idle_told_at is None or row.idle_told_at < since:
            row.idle_told_at = now
            add(session, row.id, actor=SERVICE, event="idle", note=row.owner, now=now)
            told += 1
    return told


def _last_work(session: Session, ticket_ids: list[int]) -> dict[int, datetime]:
    """When somebody of ours last did anything about each; to listen or look is no work."""
    if not ticket_ids:
        return {}
    statement = (
        select(TicketHistory.ticket_id, func.max(TicketHistory.at))
        .where(
            TicketHistory.ticket_id.in_(ticket_ids),
            TicketHistory.actor.in_(select(User.name)),
            TicketHistory.event.not_in((access_log.LISTENED, access_log.FILE_OPENED)),
        )
        .group_by(TicketHistory.ticket_id)
    )
    return {row[0]: row[1] for row in session.execute(statement)}


def _own(session: Session, ticket_id: int, name: str, now: datetime) -> Ticket | None:
    """Let it be somebody's; None where it was already."""
    row = _waiting_for_work(session, ticket_id)
    if row.owner == name:
        return None
    row.owner, row.owned_since, row.back_at, row.idle_told_at = name, now, None, None
    if row.state is State.OPEN:
        lifecycle.move(session, ticket_id, State.IN_PROGRESS, actor=name, now=now)
    return row


def _waiting_for_work(session: Session, ticket_id: int) -> Ticket:
    row = locked(session, ticket_id)
    if row is None:
        raise NotFound(f"there is no ticket {ticket_id}")
    if not of_ticket(session, row).waits_for_work:
        raise MoveRefused(NOBODYS)
    return row


def _callback(session: Session, ticket_id: int) -> Callback | None:
    return session.scalar(select(Callback).where(Callback.ticket_id == ticket_id))
