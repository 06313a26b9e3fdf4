"""The time that a caller wishes to be rung at, chosen by key for the request that their call opened."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from rules.callbacks.callback import State
from store.models import Callback
from store.tickets import customer_actions
from store.tickets.number_checks import CALLER
from store.tickets.rows import locked, opened_by


def to_move(session: Session, call_sid: str) -> Callback | None:
    """The callback, held, while it waits and may be put off; None once somebody has it in hand."""
    opened = opened_by(session, call_sid)
    if opened is None or locked(session, opened.id) is None:
        return None
    waiting = (Callback.ticket_id == opened.id, Callback.state == State.WAITING)
    rung = Callback.number.is_not(None)
    return session.scalar(select(Callback).where(*waiting, rung).with_for_update())


def choose(session: Session, call_sid: str, at: datetime, words: str, now: datetime) -> None:
    """Ring no sooner, by the rule of the customer's own page; `words` tell technicians the time."""
    opened = opened_by(session, call_sid)
    if opened is not None:
        customer_actions.call_from(session, opened.id, at, words, now, by=CALLER)
