"""Leavers: a disabled user is signed out, and loses claims and shifts at once."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from rules.callbacks.callback import State
from rules.errors import BadInput
from store.callbacks import queue
from store.database.statements import changed
from store.models import Attempt, Callback, User
from store.staff import accounts, rota
from store.staff.rota import Kept
from store.tickets import owners

FAR = timedelta(days=400)  # further ahead than any calendar is read


@dataclass(frozen=True)
class Left:
    """The user, the tickets that are in the queue again, and the shifts that nobody has now."""

    user: User
    released: tuple[int, ...]
    nobodys: tuple[int, ...]  # the tickets that they owned after the callback
    shifts: tuple[Kept, ...]


def disable(session: Session, typed: str, *, by: str, now: datetime) -> Left:
    """Shut the user out; raises NotFound, and BadInput for whoever would shut themselves out.

    What they had in hand goes back into the queue, and what they are in a call about once that call
    is over. Their shifts stay on the rota, where they count for nothing: somebody has to decide.
    """
    if accounts.named(session, typed).name == by:
        raise BadInput("expected somebody else: nobody shuts themselves out", "own_account")
    user = accounts.disable(session, typed, now=now)
    calling = select(Attempt.callback_id).where(Attempt.ended_at.is_(None))
    mine = (Callback.state == State.CLAIMED, Callback.claimed_by == user.name)
    changed(session, Callback.id, *mine, Callback.id.in_(calling), lease_until=now)
    free = select(Callback).where(*mine, Callback.id.not_in(calling)).order_by(Callback.ticket_id)
    released = tuple(
        row.ticket_id
        for row in session.scalars(free).all()
        if queue.release(session, row.id, row.lease_token or "", now=now, by=by)
    )
    nobodys = tuple(owners.let_go(session, [user.name], by=by, now=now))
    return Left(user, released, nobodys, tuple(rota.between(session, now, now + FAR, user.name)))
