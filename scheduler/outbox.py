"""Job: sends the outbox (SMS, e-mail), and looks up what may have been sent, nothing goes out twice.

A claim is committed before anything is handed over, and so is that the handing over begins. Whoever
dies before leaves a row that waits again; whoever dies after it, one that becomes `unknown`: an SMS
is looked up at Twilio and sent only if it is not there; an e-mail, which nobody can look up, is
never sent again.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import partial

import structlog
from sqlalchemy.orm import Session, sessionmaker

from rules import customer_messages
from rules.customer_messages import Drop, MessageChannel, Quiet
from rules.errors import PermanentFailure, TemporaryFailure, UnsureFailure
from rules.tickets.ticket import SERVICE
from store.messages import outbox
from store.messages.outbox import Claim
from store.models.states import OutboxKind
from store.tickets import lifecycle

log = structlog.get_logger()

LEASE = timedelta(minutes=5)  # far longer than any one send may take
LOOK_AFTER = timedelta(minutes=1)  # until Twilio's list surely has what it took
SKEW = timedelta(minutes=5)  # between Twilio's clock and ours, at most
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 2, 5, 15, 60))
GIVE_UP_AFTER = timedelta(hours=24)  # by age: an outage costs attempts, and no message
NEVER = Quiet(time(), time())  # of what wakes whoever is on call: no hour is too late
AT_ONCE = 50  # in one go; the clock comes again
UNKNOWN_FOR_A_DAY = "it may have been sent, and could not be looked up for a day"
PERHAPS = "it may have been sent, and an e-mail is not repeated"

Ending = Callable[[Session], bool]


@dataclass(frozen=True)
class Sms:
    """How texts go out: send(to, text) gives a SID; find(to, text, since) statuses by SID.

    alike(to, text, since) gives the SIDs of texts that told the number the same of any request.
    """

    send: Callable[[str, str], str]
    find: Callable[[str, str, datetime], Mapping[str, str]]
    alike: Callable[[str, str, datetime], Collection[str]]


@dataclass(frozen=True)
class Sending:
    """The ways that are switched on; email(to, subject, body, key) gives the Message-ID."""

    quiet: Quiet
    sms: Sms | None = None
    email: Callable[[str, str, str, str], str] | None = None

    @property
    def kinds(self) -> tuple[OutboxKind, ...]:
        """What can be sent at all."""
        ways = ((OutboxKind.SMS, self.sms), (OutboxKind.EMAIL, self.email))
        return tuple(kind for kind, way in ways if way is not None)


def send_due(sessions: sessionmaker[Session], now: Callable[[], datetime], sending: Sending) -> int:
    """Send, look up or give up whatever is due; how many of them that were."""
    for count in range(AT_ONCE):
        if not send_one(sessions, now, sending):
            return count
    return AT_ONCE


def send_one(
    sessions: sessionmaker[Session],
    now: Callable[[], datetime],
    sending: Sending,
    only: int | None = None,
) -> bool:
    """Send, look up or give up what has been due longest, or that one; False where none is due."""
    kinds = sending.kinds
    with sessions.begin() as session:
        claim = outbox.claim(session, now=now(), lease=LEASE, kinds=kinds, only=only)
    if claim is not None:
        _handle(sessions, now, sending, claim)
    return claim is not None


def _handle(
    sessions: sessionmaker[Session], now: Callable[[], datetime], sending: Sending, claim: Claim
) -> None:
    with sessions() as session:
        reason = outbox.pointless(session, claim)
    if reason is not None:
        ending: Ending = partial(_give_up, claim=claim, error=reason, now=now())
    elif now() - claim.created_at > GIVE_UP_AFTER:
        error = UNKNOWN_FOR_A_DAY if claim.unsure else "not sent within a day"
        ending = partial(_give_up, claim=claim, error=error, now=now())
    elif claim.unsure:
        ending = _looked_up(sessions, now(), sending, claim)
    else:
        ending = _sent(sessions, now, sending, claim)
    with sessions.begin() as session:
        ending(session)


def _sent(
    sessions: sessionmaker[Session], now: Callable[[], datetime], sending: Sending, claim: Claim
) -> Ending:
    """Hand it over, unless it comes too late or in the quiet hours."""
    until = claim.body.get("until")
    at = now()
    quiet = NEVER if claim.body.get("urgent") else sending.quiet
    decision = customer_messages.when(
        MessageChannel(claim.kind), at, quiet, datetime.fromisoformat(until) if until else None
    )
    if isinstance(decision, Drop):
        return partial(_give_up, claim=claim, error=decision.reason, now=at)
    if decision.at > at:
        return partial(outbox.retry_at, claim=claim, at=decision.at, error="quiet hours")
    with sessions.begin() as session:
        if not outbox.handing_over(session, claim, now()):
            return _left  # we were too slow: it is another's by now
    return _handed_over(now, sending, claim)


def _handed_over(now: Callable[[], datetime], sending: Sending, claim: Claim) -> Ending:
    try:
        sid = _hand_over(sending, claim)
    except UnsureFailure as error:
        log.warning("message may have been sent", outbox=claim.id, error=str(error))
        return partial(outbox.unknown, claim=claim, at=now() + LOOK_AFTER, error=str(error))
    except TemporaryFailure as error:
        return partial(
            outbox.retry_at, claim=claim, at=now() + _wait(claim, error), error=str(error)
        )
    except PermanentFailure as error:
        return partial(_give_up, claim=claim, error=str(error), now=now())
    return partial(outbox.sent, claim=claim, provider_sid=sid, now=now())


def _hand_over(sending: Sending, claim: Claim) -> str:
    body = claim.body
    if claim.kind is OutboxKind.SMS and sending.sms:
        return sending.sms.send(claim.to, body["text"])
    if claim.kind is OutboxKind.EMAIL and sending.email:
        return sending.email(claim.to, body["subject"], body["text"], claim.key)
    raise PermanentFailure(f"expected an SMS or an e-mail, found {claim.kind}")


def _looked_up(
    sessions: sessionmaker[Session], now: datetime, sending: Sending, claim: Claim
) -> Ending:
    """What became of a message of which we do not know whether it was sent."""
    if claim.kind is not OutboxKind.SMS or sending.sms is None:
        return partial(_give_up, claim=claim, error=PERHAPS, now=now)
    told_since = None if claim.handed_over else claim.body.get("told_since")
    to, text = claim.to, claim.body["text"]
    try:
        found = (
            sending.sms.alike(to, text, datetime.fromisoformat(told_since))
            if told_since
            else [*sending.sms.find(to, text, claim.created_at - SKEW)]
        )
    except TemporaryFailure as error:
        return partial(outbox.unknown, claim=claim, at=now + _wait(claim, error), error=str(error))
    except PermanentFailure as error:
        return partial(_give_up, claim=claim, error=str(error), now=now)
    with sessions() as session:
        taken = outbox.are_taken(session, found)
        # What another row found, one call and its text may have been to a ledger before this one.
        ours = outbox.were_sent_by_us(session, found) if told_since else taken
    free = sorted(set(found) - ours, key=lambda sid: (sid in taken, sid))
    if free:
        return partial(outbox.sent, claim=claim, provider_sid=free[0], now=now)
    return partial(outbox.retry_at, claim=claim, at=now + _wait(claim), error="it is not at Twilio")


def _left(_session: Session) -> bool:
    return False


def _wait(claim: Claim, error: TemporaryFailure | None = None) -> timedelta:
    """Ever longer, and not sooner than the other side said."""
    told = error.retry_after if error else None
    return max(WAITS[min(claim.attempts // 3, len(WAITS) - 1)], timedelta(seconds=told or 0))


def _give_up(session: Session, claim: Claim, error: str, now: datetime) -> bool:
    """Note on the ticket that the customer was not told, and why."""
    ours = outbox.failed(session, claim, error=error)
    if ours and claim.ticket_id is not None:
        note = f"{claim.kind}: {error}"
        lifecycle.add(
            session,
            claim.ticket_id,
            actor=SERVICE,
            event="message_failed",
            now=now,
            note=note,
        )
    if ours:
        log.warning("message not sent", outbox=claim.id, reason=error)
    return ours
