"""Outcomes in the ledger: what a technician reports of a callback, all that follows, and its undo."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from rules.billing.quotes import QuoteState
from rules.callbacks.callback import Policy, State
from rules.callbacks.outcomes import (
    KINDS,
    UNDO_FOR,
    Decision,
    Done,
    GiveUp,
    HandOn,
    Outcome,
    ReportedOutcome,
    RetryAt,
    after_attempt,
    uses_up,
)
from rules.callbacks.promise_state import agreed_hour
from rules.errors import BadInput, MoveRefused, NotFound
from rules.hours.schedule import Hours
from rules.tickets.ticket import State as TicketState
from store.billing import quotes, work_minutes
from store.callbacks import attempts, queue, told_minutes
from store.callbacks.outbound_calls import NOT_HELD, held
from store.database.statements import changed, new_token
from store.messages import pending_updates
from store.models import Attempt, Callback, TicketHistory
from store.models.states import EntryState
from store.staff import accounts
from store.tickets import lifecycle, owners, promise_facts

TOO_LATE = "an outcome is undone within a minute, by whoever told it, while nothing followed"
GIVEN_UP = "given_up"  # an attempt in vain was the last: the event in the place of its own
# The customer is told of these, once they have settled.
TOLD_OF = {GIVEN_UP, *(kind.event for kind in KINDS.values())} & pending_updates.EVENTS.keys()


@dataclass(frozen=True)
class Recorded:
    """What came of an outcome; until when it may be undone."""

    attempt_id: int
    state: State
    next_at: datetime | None  # when the customer is tried again
    warning: str | None  # in Italian
    quote_id: int | None
    undo_until: datetime


def record_outcome(
    session: Session,
    callback_id: int,
    token: str,
    told: ReportedOutcome,
    *,
    by: str,
    now: datetime,
    policy: Policy,
    hours: Hours,
    vat_percent: Decimal,
) -> Recorded:
    """Keep the outcome of the callback that is held by `token`, and do what follows from it.

    Raises NotFound; MoveRefused where it is not held any more; BadInput for an instant that cannot
    be kept, and for a colleague who is none.
    """
    callback = held(session, callback_id, token)
    _check_colleague(session, told.to, by)
    in_vain = callback.attempts + uses_up(told.outcome)
    decision = after_attempt(told, in_vain, now, policy, hours, j_system=callback.j_system)
    agreed = agreed_hour(promise_facts.of_ticket(session, callback.ticket_id))
    attempt = _attempt_of(session, callback, token, by, now)
    before, newest = _standing(session, callback), _newest_told(session, callback.ticket_id)
    colleague = decision.to if isinstance(decision, HandOn) else None
    counted = {"attempts": in_vain, "handed_to": colleague}
    changed(session, Callback.id, Callback.id == callback.id, **counted)
    if not _follow(session, callback, token, told.outcome, decision, agreed, by, now):
        raise MoveRefused(NOT_HELD)
    if told.note:
        lifecycle.add(session, callback.ticket_id, actor=by, event="note", note=told.note, now=now)
    quote_id = None
    if isinstance(decision, Done) and decision.quote:
        quote_id = _quote(session, callback.ticket_id, vat_percent, by, now)
    attempt.outcome, attempt.note, attempt.decided_at = told.outcome, told.note, now
    session.flush()
    attempts.propose_minutes(session, attempt, now)
    if told.minutes is not None:
        told_minutes.tell(session, attempt, callback.ticket_id, told.minutes, by=by, now=now)
    after = _standing(session, callback)
    attempt.undo = {"before": before, "after": after, "quote_id": quote_id, "history": newest}
    session.flush()
    return Recorded(
        attempt_id=attempt.id,
        state=callback.state,
        next_at=callback.next_at if callback.state is State.WAITING else None,
        warning=decision.warning if isinstance(decision, RetryAt) else None,
        quote_id=quote_id,
        undo_until=now + UNDO_FOR,
    )


def undo(session: Session, callback_id: int, *, by: str, now: datetime) -> str:
    """Take back the last outcome within a minute: the callback is in hand again, by a new token.

    Raises NotFound, and MoveRefused when it is too late, when somebody else told the outcome, and
    when something followed from it: the callback was taken, the ticket moved, words went out,
    minutes were confirmed.
    """
    queue.hold_ticket(session, callback_id)
    callback = session.get(Callback, callback_id, populate_existing=True)
    if callback is None:
        raise NotFound(f"there is no callback {callback_id}")
    attempt = _to_undo(session, callback_id, by, now)
    kept = attempt.undo
    if _standing(session, callback) != kept["after"]:
        raise MoveRefused(TOO_LATE)
    _take_back(session, callback, attempt, by, now)
    token = new_token()
    before = kept["before"]
    if before["ticket"] != kept["after"]["ticket"]:
        lifecycle.move(
            session, callback.ticket_id, TicketState(before["ticket"]), actor=by, now=now
        )
    restored = {
        "state": State.CLAIMED,
        "claimed_by": by,
        "lease_token": token,
        "lease_until": now + attempts.WRAP_UP,
        "attempts": before["attempts"],
        "next_at": datetime.fromisoformat(before["next_at"]),
        "handed_to": before["handed_to"],
        **{name: _instant(before.get(name)) for name in _agreed(callback)},
    }
    changed(session, Callback.id, Callback.id == callback_id, **restored)
    owners.of_before(session, callback.ticket_id, before.get("owner"))
    note = attempt.outcome
    lifecycle.add(session, callback.ticket_id, actor=by, event="undone", note=note, now=now)
    _reopen(session, attempt, token)
    return token


def _check_colleague(session: Session, name: str | None, by: str) -> None:
    if name is None:
        return
    colleague = accounts.find(session, name)
    if colleague is None or colleague.disabled_at is not None or colleague.name == by:
        raise BadInput("to: expected a colleague who may sign in", "colleague")


def _attempt_of(
    session: Session, callback: Callback, token: str, by: str, now: datetime
) -> Attempt:
    """The call under this claim that waits for its outcome, else one made by hand; locked."""
    row = attempts.newest(session, callback.id)
    if row is not None:
        row = attempts.locked(session, row.id)
    if row is not None and row.claim_token == token and row.outcome is None:
        return row
    return attempts.by_hand(session, callback.id, token, technician=by, now=now)


def _follow(
    session: Session,
    callback: Callback,
    token: str,
    outcome: Outcome,
    decision: Decision,
    agreed: datetime | None,
    by: str,
    now: datetime,
) -> bool:
    of, event = (session, callback.id, token), KINDS[outcome].event
    match decision:
        case Done(resolves):
            done = queue.finish(*of, now=now, by=by, event=event)
            if done and resolves:
                lifecycle.move(session, callback.ticket_id, TicketState.RESOLVED, actor=by, now=now)
            elif done:
                owners.spoke(session, callback.ticket_id, by=by, now=now)
            return done
        case RetryAt(at):
            if outcome is Outcome.CALL_AGAIN:
                return queue.agree(*of, at=at, now=now, by=by)
            owed = outcome is Outcome.NOT_JOINED
            return queue.requeue(*of, at=at, now=now, by=by, event=event, owed=owed)
        case HandOn(to):
            at = max(now, agreed or now)  # whoever goes on with it rings no sooner
            return queue.requeue(*of, at=at, now=now, by=by, event=event, note=to)
        case GiveUp(reason, tell):
            event = GIVEN_UP if tell else "needs_person"
            owners.of_before(session, callback.ticket_id, None)
            return queue.give_up(*of, reason=reason, now=now, by=by, event=event)


def _quote(
    session: Session, ticket_id: int, vat_percent: Decimal, by: str, now: datetime
) -> int | None:
    """A draft to be filled in; None where one is waiting for that already."""
    if any(quote.state == QuoteState.DRAFT for quote in quotes.of_ticket(session, ticket_id)):
        return None
    return quotes.draft(session, ticket_id, (), vat_percent=vat_percent, actor=by, now=now).id


def _standing(session: Session, callback: Callback) -> dict[str, Any]:
    """How the callback and its ticket stand, to be restored or compared with."""
    session.flush()
    session.refresh(callback)
    ticket = lifecycle.find(session, callback.ticket_id)
    return {
        "ticket": ticket.state.value if ticket else None,
        "state": callback.state.value,
        "attempts": callback.attempts,
        "next_at": callback.next_at.isoformat(),
        "handed_to": callback.handed_to,
        **{name: at.isoformat() if at else None for name, at in _agreed(callback).items()},
        "held": callback.lease_token is not None,
        "owner": ticket.owner if ticket else None,
    }


def _agreed(callback: Callback) -> dict[str, datetime | None]:
    return {"agreed_at": callback.agreed_at, "agreed_on": callback.agreed_on}


def _instant(written: str | None) -> datetime | None:
    return datetime.fromisoformat(written) if written else None


def _newest_told(session: Session, ticket_id: int) -> int:
    newest = select(func.max(TicketHistory.id)).where(TicketHistory.ticket_id == ticket_id)
    return session.scalar(newest) or 0


def _to_undo(session: Session, callback_id: int, by: str, now: datetime) -> Attempt:
    row = attempts.newest(session, callback_id)
    row = attempts.locked(session, row.id) if row is not None else None
    if row is None or row.undo is None or row.decided_at is None or row.technician != by:
        raise MoveRefused(TOO_LATE)
    if not row.decided_at <= now < row.decided_at + UNDO_FOR:
        raise MoveRefused(TOO_LATE)
    return row


def _take_back(
    session: Session, callback: Callback, attempt: Attempt, by: str, now: datetime
) -> None:
    """What the customer would be told of, the note, minutes to be confirmed, the empty draft."""
    since = TicketHistory.id > attempt.undo["history"]
    told = (TicketHistory.ticket_id == callback.ticket_id, since, TicketHistory.actor == by)
    changed(session, TicketHistory.id, *told, TicketHistory.event.in_(TOLD_OF), event="taken_back")
    if attempt.note:
        its = TicketHistory.event == "note", TicketHistory.note == attempt.note
        changed(session, TicketHistory.id, *told, *its, event="note_withdrawn")
    told_minutes.take_back(session, attempt)
    if attempt.technician_sid is not None and not work_minutes.withdraw(
        session, attempt.technician_sid
    ):
        entries = work_minutes.entries(session, callback.ticket_id)
        if any(
            entry.call_sid == attempt.technician_sid and entry.state is EntryState.CONFIRMED
            for entry in entries
        ):
            raise MoveRefused(TOO_LATE)
    if attempt.undo["quote_id"] is not None and not quotes.discard(
        session, attempt.undo["quote_id"], actor=by, now=now
    ):
        raise MoveRefused(TOO_LATE)


def _reopen(session: Session, attempt: Attempt, token: str) -> None:
    """The attempt waits for its outcome again; one made by hand was only ever told of."""
    if attempt.technician_phone is None:
        session.delete(attempt)
    else:
        attempt.outcome = attempt.note = attempt.decided_at = attempt.undo = None
        attempt.claim_token = token
    session.flush()
