"""Calls asked for by technicians, and those who place them: nothing is dialled on a guess.

A click writes an attempt; the clock's process claims it, commits, and hands it to Twilio. Whoever
dies in between leaves an attempt that is looked up, and never dialled again.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from sqlalchemy import func, or_, select, text
from sqlalchemy.orm import Session

from rules.callbacks.callback import State as CallbackState
from rules.callbacks.outbound_call import Facts, Policy, State, check_number
from rules.errors import BadInput, MoveRefused, NotFound
from rules.wall_clock import day_of, zone_of
from store.callbacks import attempts, queue
from store.database.statements import NO_LEASE, changed, new_token
from store.models import AlertStep, Attempt, Callback, User
from store.staff import accounts

OLDEST = timedelta(days=1)  # no call that we asked Twilio for can still go on
DAILY_CAP = 4_510_225_057  # the key of a lock: any number, the same in every process
ENGAGED = "the technician's telephone is in a call already"
GOING_ON = "a call of this request is going on"
NOT_HELD = "it is no longer held by this token"


@dataclass(frozen=True)
class ToPlace:
    """A call that is claimed: to be placed or, being `unsure`, to be looked up."""

    attempt_id: int
    token: str
    phone: str  # the technician's
    asked_at: datetime
    unsure: bool


@dataclass(frozen=True)
class Quiet:
    """A call of whose end we have not heard for long."""

    attempt_id: int
    technician_sid: str


def request_call(
    session: Session,
    callback_id: int,
    token: str,
    *,
    by: str,
    now: datetime,
    policy: Policy,
    timezone: str,
) -> Attempt:
    """Ask for a call of the callback that `by` holds by `token`; the clock's process places it.

    Raises NotFound; MoveRefused where it is not held, where a call is going on, and when the cap
    of the day is reached; BadInput for a number that may not be rung, and for a technician without
    a telephone.
    """
    _hold_cap(session)
    callback = held(session, callback_id, token)
    number = check_number(callback.number, policy, "customer")
    phone = check_number(_phone_of(session, by), policy, "technician")
    if attempts.live(session, callback_id) is not None:
        raise MoveRefused(GOING_ON)
    if _is_engaged(session, phone):
        raise MoveRefused(ENGAGED)
    if _placed_since(session, _midnight(now, timezone)) >= policy.daily_cap:
        raise MoveRefused(f"the {policy.daily_cap} calls of the day are used up")
    row = attempts.begin(
        session,
        callback_id,
        now,
        claim_token=token,
        technician=by,
        technician_phone=phone,
        customer_number=number,
    )
    if row is None:
        raise MoveRefused(GOING_ON)
    attempts.keep_hold(session, row, max(callback.lease_until or now, now + attempts.WRAP_UP))
    return row


def held(session: Session, callback_id: int, token: str) -> Callback:
    """The callback that is claimed by the token, locked; raises NotFound and MoveRefused."""
    queue.hold_ticket(session, callback_id)
    callback = session.get(Callback, callback_id, populate_existing=True)
    if callback is None:
        raise NotFound(f"there is no callback {callback_id}")
    if callback.state is not CallbackState.CLAIMED or not queue.is_token(callback, token):
        raise MoveRefused(NOT_HELD)
    return callback


def _phone_of(session: Session, name: str) -> str | None:
    return accounts.named(session, name).phone


def _is_engaged(session: Session, phone: str) -> bool:
    """Whether the telephone is being rung, or in a call: of two one could not be told apart."""
    going_on = (Attempt.ended_at.is_(None), Attempt.technician_phone == phone)
    # Somebody who is alerted, and did not take it yet: from then on the call is their own.
    alerted = (
        AlertStep.phone == phone,
        AlertStep.ended_at.is_(None),
        AlertStep.accepted_at.is_(None),
        AlertStep.state != State.TO_PLACE,
    )
    looks = (select(Attempt.id).where(*going_on), select(AlertStep.id).where(*alerted))
    return any(session.scalar(one.limit(1)) is not None for one in looks)


def _midnight(now: datetime, timezone: str) -> datetime:
    zone = zone_of(timezone)
    return datetime.combine(day_of(now, timezone), time.min, zone).astimezone(UTC)


def _placed_since(session: Session, since: datetime) -> int:
    placed = (Attempt.started_at >= since, Attempt.technician_phone.is_not(None))
    return session.scalar(select(func.count()).select_from(Attempt).where(*placed)) or 0


def _hold_cap(session: Session) -> None:
    """Let calls be asked for one after the other, so that the cap holds; SQLite does so anyway."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": DAILY_CAP})


def set_phone(session: Session, name: str, number: str | None) -> User:
    """The telephone that rings when the technician asks for a call, and that signs in by PIN.

    Raises NotFound, and BadInput for one that a colleague has: whose PIN would be asked for?
    """
    user = accounts.named(session, name)
    if number is not None:
        others = (User.phone == number, User.id != user.id, User.disabled_at.is_(None))
        other = session.scalar(select(User.name).where(*others).limit(1))
        if other is not None:
            raise BadInput(f"expected a telephone of {user.name}'s own, found {other}'s")
    user.phone = number
    return user


def claim(session: Session, now: datetime, lease: timedelta) -> ToPlace | None:
    """Take the call that was asked for first, or that is to be looked up."""
    due = (
        Attempt.state.in_((State.TO_PLACE, State.UNSURE)),
        Attempt.ended_at.is_(None),
        Attempt.next_at <= now,
        or_(Attempt.lease_until.is_(None), Attempt.lease_until <= now),
    )
    row = session.scalar(
        select(Attempt)
        .where(*due)
        .order_by(Attempt.next_at, Attempt.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    if row is None or row.technician_phone is None:
        return None
    unsure = row.state is State.UNSURE
    row.state = State.UNSURE if unsure else State.PLACING
    row.lease_token, row.lease_until = new_token(), now + lease
    session.flush()
    return ToPlace(row.id, row.lease_token, row.technician_phone, row.started_at, unsure)


def placed(session: Session, claim: ToPlace, sid: str, *, look_at: datetime, now: datetime) -> bool:
    """Twilio has it, under this SID; when to ask what became of it if nobody tells."""
    row = _ours(session, claim)
    if row is None:
        return False
    row.lease_token = row.lease_until = None
    row.next_at = look_at
    attempts.told(session, row, Facts(technician="queued"), now=now, technician_sid=sid)
    return True


def unsure(session: Session, claim: ToPlace, *, at: datetime) -> bool:
    """Handed over without an answer: to be looked up at the instant."""
    return _put_back(session, claim, State.UNSURE, at)


def again(session: Session, claim: ToPlace, *, at: datetime) -> bool:
    """Surely not placed: to be placed at the instant."""
    return _put_back(session, claim, State.TO_PLACE, at)


def failed(session: Session, claim: ToPlace, reason: str, *, now: datetime) -> bool:
    """Not placed, and not to be; the technician may ask again, and no attempt was used up."""
    row = _ours(session, claim)
    if row is not None:
        attempts.broke(session, row, reason, now)
    return row is not None


def _ours(session: Session, claim: ToPlace) -> Attempt | None:
    """The attempt, unless the claim ran out, or what Twilio tells has overtaken it."""
    row = attempts.locked(session, claim.attempt_id)
    return row if row is not None and row.lease_token == claim.token else None


def _put_back(session: Session, claim: ToPlace, state: State, at: datetime) -> bool:
    mine = (
        Attempt.id == claim.attempt_id,
        Attempt.lease_token == claim.token,
        Attempt.technician_sid.is_(None),
    )
    return changed(session, Attempt.id, *mine, state=state, next_at=at, **NO_LEASE) == 1


def are_taken(session: Session, sids: Collection[str]) -> set[str]:
    """Those of the SIDs that are known to be of a call of ours: an attempt's, or an alert's."""
    tried = select(Attempt.technician_sid).where(Attempt.technician_sid.in_(sids))
    alerted = select(AlertStep.sid).where(AlertStep.sid.in_(sids))
    return set(filter(None, (*session.scalars(tried), *session.scalars(alerted))))


def quiet(session: Session, now: datetime, again_at: datetime, limit: int = 20) -> list[Quiet]:
    """Calls to ask Twilio about, since nobody told us more.

    One that goes on comes again at that instant; one that is over is asked about once.
    """
    due = (
        Attempt.started_at >= now - OLDEST,
        Attempt.technician_sid.is_not(None),
        Attempt.next_at <= now,
    )
    rows = session.scalars(
        select(Attempt)
        .where(*due)
        .order_by(Attempt.next_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    found = []
    for row in rows:
        row.next_at = again_at if row.ended_at is None else None
        found.append(Quiet(row.id, row.technician_sid or ""))
    return found


def learn(
    session: Session,
    attempt_id: int,
    more: Facts,
    customer_sid: str | None,
    now: datetime,
) -> None:
    """Add what Twilio answers of a call's two legs."""
    row = attempts.locked(session, attempt_id)
    if row is not None:
        attempts.told(session, row, more, now=now, customer_sid=customer_sid)


def release_stuck(session: Session, now: datetime) -> int:
    """What a dead process was handing over may have been placed: it is looked up. How many."""
    stuck = (Attempt.state == State.PLACING, Attempt.lease_until <= now)
    return changed(session, Attempt.id, *stuck, state=State.UNSURE, next_at=now, **NO_LEASE)
