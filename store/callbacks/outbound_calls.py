"""Calls to customers that technicians ask for: what is refused, and the attempt that a click writes.

How an attempt is then placed is written in store.callbacks.placing.
"""

from dataclasses import replace
from datetime import UTC, datetime, time

from sqlalchemy import false, func, select, text
from sqlalchemy.orm import Session

from rules.callbacks.callback import State as CallbackState
from rules.callbacks.outbound_call import Facts, Policy, State, check_number
from rules.errors import BadInput, MoveRefused, NotFound
from rules.wall_clock import day_of, zone_of
from store.callbacks import attempts, queue, readiness
from store.callbacks.placing import Placing, Sids
from store.models import AlertStep, Attempt, Callback, User
from store.staff import accounts

DAILY_CAP = 4_510_225_057  # the key of a lock: any number, the same in every process
ENGAGED = "the technician's telephone is in a call already"
CUSTOMER_ENGAGED = "the customer's telephone is in a call already"
GOING_ON = "a call of this request is going on"
NOT_HELD = "it is no longer held by this token"


def request_call(
    session: Session,
    callback_id: int,
    token: str,
    *,
    by: str,
    now: datetime,
    policy: Policy,
    timezone: str,
    customer_first: bool = False,
) -> Attempt:
    """Ask for a call of the callback that `by` holds by `token`; the clock's process places it.

    `customer_first`: the customer is rung first, which takes that the technician said to be ready.
    Raises NotFound; MoveRefused where it is not held, where a call is going on, when the cap of the
    day is reached, and where they are not ready; BadInput for a number that may not be rung, and
    for a technician without a telephone.
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
    if customer_first and _is_rung_first(session, number):
        raise MoveRefused(CUSTOMER_ENGAGED)
    if customer_first:
        readiness.take(session, by, now)
    row = attempts.begin(
        session,
        callback_id,
        now,
        claim_token=token,
        technician=by,
        technician_phone=phone,
        customer_number=number,
        customer_first=customer_first,
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


def _is_rung_first(session: Session, number: str) -> bool:
    """Whether the customer is rung for another request: of two calls one could not be told apart."""
    going_on = (Attempt.ended_at.is_(None), Attempt.customer_first.is_(True))
    found = select(Attempt.id).where(*going_on, Attempt.customer_number == number)
    return session.scalar(found.limit(1)) is not None


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
            told = f"expected a telephone of {user.name}'s own, found {other}'s"
            raise BadInput(told, "phone_taken", who=other)
    user.phone = number
    return user


def _tell(session: Session, row: Attempt, more: Facts, sids: Sids, now: datetime) -> None:
    """What is known of the leg that we placed, and of the other: whose they are, the row says."""
    if row.customer_first:
        more = replace(more, technician=more.customer, customer=more.technician)
        sids = Sids(technician=sids.customer, customer=sids.technician)
    attempts.told(
        session, row, more, now=now, technician_sid=sids.technician, customer_sid=sids.customer
    )


# One that failed is not to be placed: the technician may ask again, and no attempt was used up.
ATTEMPTS = Placing(
    table=Attempt,
    name="attempt",
    phone=Attempt.technician_phone,
    sid=Attempt.technician_sid,
    asked_at=Attempt.started_at,
    engaged=false(),  # looked at when the call is asked for
    tell=_tell,
    give_up=attempts.broke,
    theirs=Attempt.customer_first.is_(False),
)
# The customer is rung, and from their leg the technician.
CUSTOMER_FIRST = replace(
    ATTEMPTS,
    phone=Attempt.customer_number,
    sid=Attempt.customer_sid,
    theirs=Attempt.customer_first.is_(True),
)
