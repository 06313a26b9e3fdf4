"""Job: places outbound calls, and finds out what became of those that went quiet.

A claim is committed before anything is handed to Twilio. Whatever was handed over without an
answer is looked up there and never dialled again: found, it is the call; not found for a minute,
it was none, and the technician clicks again. A customer is rung only from within a call that the
technician has accepted (ivr.technicians.bridged_call), so that even a call found too late rings nobody else;
or first, where the technician said to be ready (ivr.technicians.customer_first).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any, Protocol

import structlog
from sqlalchemy.orm import Session, sessionmaker

from rules.callbacks.callback import Policy
from rules.callbacks.outbound_call import Facts
from rules.callbacks.outcomes import Outcome, ReportedOutcome
from rules.calls.call_status import FINAL
from rules.errors import MoveRefused, PermanentFailure, TemporaryFailure, UnsureFailure
from rules.hours.schedule import Hours
from store.callbacks import outcomes
from store.callbacks.attempts import Unjudged, unjudged
from store.callbacks.outbound_calls import ATTEMPTS
from store.callbacks.placing import Placing, Quiet, ToPlace, are_taken

log = structlog.get_logger()

AT_ONCE = 50  # in one go; the clock comes again
STALE = timedelta(seconds=30)  # whoever clicked longer ago does not sit by the telephone any more
RETRY = timedelta(seconds=3)  # after Twilio surely took nothing
LOOK_EVERY = timedelta(seconds=10)
UNSURE_FOR = timedelta(seconds=75)  # from the click, until Twilio's list surely has what it took
SKEW = timedelta(seconds=30)  # between Twilio's clock and ours, at most
ASK_AGAIN = timedelta(minutes=1)  # about a call of whose end nobody told

TOO_LATE = "la chiamata non è partita in tempo"
NOT_THERE = "Twilio non ha ricevuto la chiamata"
NOT_LOOKED_UP = "non si sa se Twilio abbia ricevuto la chiamata"
NOBODY_CAME = "il cliente ha risposto, il tecnico no"
AS_IT_WENT = "esito non indicato: come risulta dalla chiamata"
REFUSED = "Twilio ha rifiutato la chiamata"

Ending = Callable[[Session], bool]


class Legs(Protocol):
    """A call that we placed as Twilio knows it, and the one that it placed, if any."""

    @property
    def status(self) -> str: ...
    @property
    def other_sid(self) -> str | None: ...
    @property
    def other_status(self) -> str | None: ...
    @property
    def other_seconds(self) -> int | None: ...


@dataclass(frozen=True)
class Dialling:
    """How calls are placed: `place(row, number)` gives a SID, `find(number, since)` statuses
    by SID, `look(sid)` how both legs stand."""

    place: Callable[[int, str], str]
    find: Callable[[str, datetime], Mapping[str, str]]
    look: Callable[[str], Legs]
    lease: timedelta  # longer than handing over may take
    quiet_after: timedelta  # of a call: longer than both telephones may ring
    calls: Placing[Any] = ATTEMPTS  # those that technicians ask for, or those of alerts
    stale: timedelta = STALE


def place_due(
    sessions: sessionmaker[Session], now: Callable[[], datetime], dialling: Dialling
) -> int:
    """Place, look up or give up whatever is due; how many calls that were."""
    for count in range(AT_ONCE):
        if not place_one(sessions, now, dialling):
            return count
    return AT_ONCE


def place_one(
    sessions: sessionmaker[Session],
    now: Callable[[], datetime],
    dialling: Dialling,
    only: int | None = None,
) -> bool:
    """Place, look up or give up what has been due longest, or that one; False where none is due."""
    with sessions.begin() as session:
        claim = dialling.calls.claim(session, now(), dialling.lease, only)
    if claim is None:
        return False
    handle = _looked_up if claim.unsure else _handed_over
    ending = handle(sessions, now, dialling, claim)
    with sessions.begin() as session:
        ending(session)
    return True


def ask_about_quiet(
    sessions: sessionmaker[Session], now: Callable[[], datetime], dialling: Dialling
) -> int:
    """Ask Twilio about calls of which nobody told more; how many there were."""
    with sessions.begin() as session:
        found = dialling.calls.quiet(session, now(), now() + ASK_AGAIN)
    for one in found:
        ask(sessions, now, dialling, one)
    return len(found)


@dataclass(frozen=True)
class Judging:
    """The rules by which a call in vain counts."""

    policy: Policy
    hours_now: Callable[[], Hours]  # asked each time: hours may be altered meanwhile
    vat_percent: Decimal

    @property
    def hours(self) -> Hours:
        """The hours that count now."""
        return self.hours_now()


def judge_forgotten(
    sessions: sessionmaker[Session], now: Callable[[], datetime], judging: Judging
) -> int:
    """Let calls in vain count of which the technician said nothing for an hour; how many."""
    with sessions() as session:
        found = unjudged(session, now())
    for one in found:
        try:
            with sessions.begin() as session:
                outcomes.record_outcome(
                    session,
                    one.callback_id,
                    one.token,
                    ReportedOutcome(one.outcome, note=_note_of(one)),
                    by=one.technician,
                    now=now(),
                    policy=judging.policy,
                    hours=judging.hours,
                    vat_percent=judging.vat_percent,
                )
        except MoveRefused:  # told meanwhile, or given back
            continue
    return len(found)


def _note_of(one: Unjudged) -> str:
    return NOBODY_CAME if one.outcome is Outcome.NOT_JOINED else AS_IT_WENT


def _handed_over(
    _sessions: sessionmaker[Session],
    now: Callable[[], datetime],
    dialling: Dialling,
    claim: ToPlace,
) -> Ending:
    if now() - claim.asked_at > dialling.stale:
        return _given_up(dialling, claim, TOO_LATE, now())
    try:
        sid = dialling.place(claim.row_id, claim.phone)
    except UnsureFailure as error:
        log.warning("call may have been placed", **_which(dialling, claim), error=str(error))
        return partial(dialling.calls.unsure, claim=claim, at=now() + LOOK_EVERY)
    except TemporaryFailure as error:
        log.warning("call put off", **_which(dialling, claim), error=str(error))
        wait = max(RETRY, timedelta(seconds=error.retry_after or 0))
        return partial(dialling.calls.retry, claim=claim, at=now() + wait)
    except PermanentFailure as error:
        log.error("call refused", **_which(dialling, claim), error=str(error))
        return _given_up(dialling, claim, REFUSED, now())
    at = now()
    return partial(
        dialling.calls.placed, claim=claim, sid=sid, look_at=at + dialling.quiet_after, now=at
    )


def _looked_up(
    sessions: sessionmaker[Session], now: Callable[[], datetime], dialling: Dialling, claim: ToPlace
) -> Ending:
    """What became of a call of which we do not know whether it was placed."""
    is_last = now() - claim.asked_at >= UNSURE_FOR
    try:
        found = dialling.find(claim.phone, claim.asked_at - SKEW)
    except (TemporaryFailure, PermanentFailure) as error:
        log.warning("call could not be looked up", **_which(dialling, claim), error=str(error))
        if is_last:
            return _given_up(dialling, claim, NOT_LOOKED_UP, now())
        return partial(dialling.calls.unsure, claim=claim, at=now() + LOOK_EVERY)
    with sessions() as session:
        free = sorted(found.keys() - are_taken(session, list(found)))
    at = now()
    if free:
        look_at = at + dialling.quiet_after
        return partial(dialling.calls.placed, claim=claim, sid=free[0], look_at=look_at, now=at)
    if is_last:
        return _given_up(dialling, claim, NOT_THERE, at)
    return partial(dialling.calls.unsure, claim=claim, at=at + LOOK_EVERY)


def _which(dialling: Dialling, claim: ToPlace) -> dict[str, int]:
    """The call, for a line in the log."""
    return {dialling.calls.name: claim.row_id}


def _given_up(dialling: Dialling, claim: ToPlace, reason: str, now: datetime) -> Ending:
    """It ends as failed, which uses up no attempt: the technician may click again."""
    return partial(dialling.calls.failed, claim=claim, reason=reason, now=now)


def ask(
    sessions: sessionmaker[Session], now: Callable[[], datetime], dialling: Dialling, quiet: Quiet
) -> None:
    """Learn from Twilio how both legs stand."""
    try:
        legs = dialling.look(quiet.sid)
    except (TemporaryFailure, PermanentFailure) as error:
        log.warning("quiet call could not be looked up", call_sid=quiet.sid, error=str(error))
        return
    never_rung = legs.other_sid is None and legs.status in FINAL
    more = Facts(
        technician=legs.status,
        customer=legs.other_status,
        seconds=legs.other_seconds,
        dial="canceled" if never_rung else None,
    )
    with sessions.begin() as session:
        dialling.calls.learn(session, quiet.row_id, more, customer_sid=legs.other_sid, now=now())
