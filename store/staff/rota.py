"""The rota in the ledger: shifts made here or brought by a calendar, and their swaps."""

import hashlib
import secrets
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from rules import rota
from rules.errors import BadInput, NotFound
from rules.rota import Kind
from store.models import Shift, Swap, User
from store.staff import accounts


@dataclass(frozen=True)
class Kept:
    """A shift of the ledger, with its number and the calendar that brought it."""

    id: int
    calendar: str | None
    shift: rota.Shift
    counts: bool = True  # unless whose it is was disabled


def between(session: Session, start: datetime, end: datetime, who: str | None = None) -> list[Kept]:
    """Every shift that touches the span, the earliest first."""
    statement = (
        select(Shift, User.name, User.disabled_at)
        .join(User, User.id == Shift.user_id)
        .where(Shift.end_at > start, Shift.start_at < end)
        .order_by(Shift.start_at, Shift.kind, Shift.place, User.name)
    )
    if who is not None:
        statement = statement.where(User.name == who)
    rows = session.execute(statement).all()
    before = givers(session, [row.id for row, *_ in rows])
    return [
        replace(_kept(row, name, before.get(row.id, ())), counts=disabled_at is None)
        for row, name, disabled_at in rows
    ]


def on_rota(session: Session, now: datetime) -> list[rota.Shift]:
    """What counts at the instant."""
    return counting(between(session, now, now + timedelta(microseconds=1)))


def counting(kept: Iterable[Kept]) -> list[rota.Shift]:
    """The shifts of whoever still works here."""
    return [one.shift for one in kept if one.counts]


def look(session: Session, shift_id: int) -> Kept:
    """The shift as it is; raises NotFound."""
    return _row(session, shift_id)[1]


def add(session: Session, shift: rota.Shift) -> Kept:
    """A new shift; raises NotFound for an unknown user, BadInput where the user has one then."""
    user = active(session, shift.who)
    check(session, shift)
    row = Shift(
        user_id=user.id,
        kind=shift.kind,
        start_at=shift.start,
        end_at=shift.end,
        place=shift.place,
    )
    session.add(row)
    session.flush()
    return _kept(row, user.name, ())


def remove(session: Session, shift_id: int) -> Kept:
    """Take the shift away; raises NotFound."""
    row, kept = _row(session, shift_id)
    session.delete(row)
    return kept


def give(session: Session, shift_id: int, to: str, *, by: str, now: datetime) -> Kept:
    """Make the shift another's; raises NotFound, and BadInput for what `rules.rota` refuses."""
    row, kept = _row(session, shift_id)
    if kept.shift.end <= now:
        rule = f"expected a shift that is not over, found one until {kept.shift.end}"
        raise BadInput(rule, "shift_over", end=kept.shift.end)
    user = active(session, to)
    given = rota.given_to(kept.shift, user.name)
    check(session, given, [row.id])
    session.add(Swap(shift_id=row.id, from_user_id=row.user_id, to_user_id=user.id, by=by, at=now))
    row.user_id = user.id
    return replace(kept, shift=given)


def new_feed(session: Session, name: str) -> str:
    """A new secret for the link of the user's calendar; the one before stops working."""
    secret = secrets.token_urlsafe(24)
    active(session, name).feed_hash = _hash(secret)
    return secret


def feed_of(session: Session, secret: str) -> User | None:
    """Whose calendar the link is."""
    user = session.scalar(select(User).where(User.feed_hash == _hash(secret)))
    return None if user is None or user.disabled_at is not None else user


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def active(session: Session, name: str) -> User:
    """Who has the name and works here; raises NotFound, or BadInput for whoever does no more."""
    user = accounts.named(session, name)
    if user.disabled_at is not None:
        rule = f"expected somebody who works here, found {user.name}, who is disabled"
        raise BadInput(rule, "person_disabled", who=user.name)
    return user


def _row(session: Session, shift_id: int) -> tuple[Shift, Kept]:
    row = session.get(Shift, shift_id)
    if row is None:
        raise NotFound(f"there is no shift {shift_id}")
    name = session.get_one(User, row.user_id).name
    return row, _kept(row, name, givers(session, [row.id]).get(row.id, ()))


def check(session: Session, shift: rota.Shift, but: Collection[int] = ()) -> None:
    """Raises BadInput for a shift that cannot be, beside all rows `but` some."""
    rota.check_length(shift)
    others = between(session, shift.start, shift.end, shift.who)
    for other in others:
        if other.id not in but and other.shift.kind is shift.kind:
            raise _taken(other)


def _taken(other: Kept) -> BadInput:
    shift = other.shift
    return BadInput(
        f"{shift.who} has a shift of that kind then: number {other.id}, from "
        f"{shift.start.isoformat()} to {shift.end.isoformat()}",
        "shift_taken",
        **{"who": shift.who, "start": shift.start, "end": shift.end},
    )


def givers(session: Session, ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """Whose each shift was before, the first one first."""
    found: dict[int, tuple[str, ...]] = {}
    statement = (
        select(Swap.shift_id, User.name)
        .join(User, User.id == Swap.from_user_id)
        .where(Swap.shift_id.in_(ids))
        .order_by(Swap.id)
    )
    for shift_id, name in session.execute(statement) if ids else ():
        found[shift_id] = (*found.get(shift_id, ()), name)
    return found


def _kept(row: Shift, who: str, given_by: tuple[str, ...]) -> Kept:
    shift = rota.Shift(who, Kind(row.kind), row.start_at, row.end_at, row.place, given_by)
    return Kept(row.id, row.calendar, shift)
