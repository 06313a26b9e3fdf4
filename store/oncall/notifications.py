"""Notifications to technicians in the ledger: found in what happened, written once, sent or given up.

A claim that ends without an answer is not repeated: the notice may have gone out, and the console
shows the same.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from rules import rota as rules
from rules.callbacks.callback import LIVE
from rules.callbacks.callback import State as CallbackState
from rules.callbacks.promise_state import agreed_hour, call_due_at, is_warned
from rules.customer_messages import Quiet
from rules.errors import NotFound
from rules.hours.schedule import Hours
from rules.staff import notifications
from rules.staff.notifications import USUAL, Event, Happening, Reader
from rules.tickets.ticket import Urgency
from store.callbacks.queue import is_live
from store.database.statements import NO_LEASE, changed, due, is_new, new_token
from store.models import (
    Callback,
    Notification,
    NotificationChannel,
    NotificationWishes,
    TicketHistory,
    User,
)
from store.models.states import NotificationState
from store.oncall import notification_settings, owner_notices
from store.staff import rota
from store.tickets import promise_facts

SINCE = timedelta(hours=2)  # what is older when it is found is in the console
AHEAD = timedelta(days=3)  # for which uncovered hours are told
KEPT = timedelta(days=30)
LOST = "it may have been sent: whoever sent it did not come back"
MOOT = "somebody saw to it meanwhile, or the reader left"


@dataclass(frozen=True)
class Claim:
    """One notice to be sent."""

    id: int
    token: str
    way_id: int
    url: str
    text: str
    attempts: int


def ask_for_test(
    session: Session, user_id: int, way_id: int, now: datetime, words: Callable[[Happening], str]
) -> None:
    """Let the clock try the way; raises NotFound."""
    if all(way.id != way_id for way in notification_settings.channels(session, user_id)):
        raise NotFound(f"there is no way {way_id}")
    asked = Happening(Event.TEST, f"test:{now.timestamp():.0f}")
    _write(session, way_id, asked, words(asked), now, now)


def note(
    session: Session,
    now: datetime,
    hours: Hours,
    words: Callable[[Happening], str],
    most_an_hour: int,
) -> int:
    """Write a notice for whoever is to be told of what happened; how many are new."""
    readers = _readers(session, hours.timezone)
    if not readers:
        return 0
    working = working_now(session, now)
    count, lately = 0, _lately(session, now)
    for happening in happenings(session, now, hours):
        people = list(readers)
        for reader in notifications.readers_of(happening, people, working):
            at = notifications.told_at(reader, now)
            for way_id in readers[reader]:
                if lately[way_id] < most_an_hour and _write(
                    session, way_id, happening, words(happening), now, at
                ):
                    count += 1
                    lately[way_id] += 1
    return count


def claim(
    session: Session, now: datetime, lease: timedelta, only: int | None = None
) -> Claim | None:
    """Take what has been due longest, or that one; what was claimed and never answered for is given up."""
    waits = Notification.state == NotificationState.WAITING
    lost = (waits, Notification.lease_until <= now)
    given_up = {"state": NotificationState.FAILED, "ended_at": now, "reason": LOST, **NO_LEASE}
    changed(session, Notification.id, *lost, **given_up)
    ready = due(Notification.next_at, now, Notification.id, only)
    free = (waits, Notification.lease_token.is_(None), ready)
    oldest = select(Notification).where(*free).order_by(Notification.next_at, Notification.id)
    while True:
        row = session.scalar(oldest.limit(1).with_for_update(skip_locked=True))
        if row is None:
            return None
        if not _is_moot(session, row):
            break
        row.state, row.ended_at, row.reason = NotificationState.DROPPED, now, MOOT
        session.flush()
    row.lease_until, row.lease_token, row.attempts = now + lease, new_token(), row.attempts + 1
    way = session.get_one(NotificationChannel, row.way_id)
    return Claim(row.id, row.lease_token, way.id, way.url, row.text, row.attempts)


def sent(session: Session, claim: Claim, now: datetime) -> None:
    """The service took it."""
    if _ended(session, claim, state=NotificationState.SENT, ended_at=now):
        worked = {"worked_at": now, "failed_at": None, "failure": None}
        changed(session, NotificationChannel.id, NotificationChannel.id == claim.way_id, **worked)


def retry_at(session: Session, claim: Claim, *, at: datetime, reason: str, now: datetime) -> None:
    """The service could not be reached: once more at the instant."""
    if _ended(session, claim, next_at=at, reason=reason[:200]):
        _fails(session, claim, reason, now)


def failed(session: Session, claim: Claim, *, reason: str, now: datetime) -> None:
    """It does not get through."""
    over = {"state": NotificationState.FAILED, "ended_at": now, "reason": reason[:200]}
    if _ended(session, claim, **over):
        _fails(session, claim, reason, now)


def prune(session: Session, now: datetime) -> None:
    """Forget what was sent long ago."""
    session.execute(delete(Notification).where(Notification.created_at <= now - KEPT))


def _fails(session: Session, claim: Claim, reason: str, now: datetime) -> None:
    changed(
        session,
        NotificationChannel.id,
        NotificationChannel.id == claim.way_id,
        failed_at=now,
        failure=reason[:200],
    )


def _ended(session: Session, claim: Claim, **values: object) -> bool:
    ours = (Notification.id == claim.id, Notification.lease_token == claim.token)
    return changed(session, Notification.id, *ours, **NO_LEASE, **values) == 1


def _write(
    session: Session, way_id: int, happening: Happening, text: str, now: datetime, at: datetime
) -> bool:
    return is_new(
        session,
        Notification,
        way_id=way_id,
        key=happening.key,
        event=happening.event,
        ticket_id=happening.ticket_id,
        text=text,
        state=NotificationState.WAITING,
        attempts=0,
        next_at=at,
        created_at=now,
    )


def _readers(session: Session, timezone: str) -> Mapping[Reader, list[int]]:
    """Everybody who has a way to be told, with their ways."""
    statement = (
        select(User, NotificationWishes, NotificationChannel.id)
        .join(NotificationChannel, NotificationChannel.user_id == User.id)
        .outerjoin(NotificationWishes, NotificationWishes.user_id == User.id)
        .where(User.disabled_at.is_(None))
        .order_by(NotificationChannel.id)
    )
    found: dict[Reader, list[int]] = {}
    for user, wishes_, way_id in session.execute(statement):
        reader = reader_of(user, wishes_, timezone)
        found.setdefault(reader, []).append(way_id)
    return found


def reader_of(user: User, said: NotificationWishes | None, timezone: str) -> Reader:
    """A user with what they want to hear of, and when not; the usual for who never said."""
    events, quiet = USUAL, None
    if said is not None:
        events = frozenset(Event(event) for event in said.events or ())
        if said.quiet_from and said.quiet_to:
            span = time.fromisoformat(said.quiet_from), time.fromisoformat(said.quiet_to)
            quiet = Quiet(*span, timezone)
    return Reader(user.name, user.role == "supervisor", events, quiet)


def _lately(session: Session, now: datetime) -> Counter[int]:
    """How many notices each way got within the hour."""
    recent = Notification.created_at > now - timedelta(hours=1)
    statement = (
        select(Notification.way_id, func.count()).where(recent).group_by(Notification.way_id)
    )
    return Counter({row[0]: row[1] for row in session.execute(statement)})


def working_now(session: Session, now: datetime) -> frozenset[str] | None:
    """Who is on duty or on call; None where no rota says anything of the instant."""
    shifts = rota.on_rota(session, now)
    if rules.working(shifts, now) is None:
        return None
    return frozenset((*rules.on_duty(shifts, now), *rules.on_call(shifts, now)))


def happenings(session: Session, now: datetime, hours: Hours) -> list[Happening]:
    """What people may want to hear of, each with a key that stays the same."""
    found = [
        Happening(Event.BLOCKING, f"blocking:{ticket_id}", ticket_id)
        for ticket_id in session.scalars(
            select(Callback.ticket_id).where(
                is_live(),
                Callback.state == CallbackState.WAITING,
                Callback.urgency == Urgency.BLOCKING,
                Callback.created_at > now - SINCE,
            )
        )
    ]
    found += [*_told_of(session, now), *owner_notices.happenings(session, now, SINCE)]
    spans = rules.uncovered_hours(
        rota.counting(rota.between(session, now, now + AHEAD)), hours, now, now + AHEAD
    )
    for start, _ in spans:
        key = f"nobody_on_call:{start:%Y%m%d%H%M}"
        found.append(Happening(Event.NOBODY_ON_CALL, key, by=start))
    return found


def _told_of(session: Session, now: datetime) -> list[Happening]:
    """What the history of live requests says."""
    names = {
        "promise_at_risk": Event.PROMISE,
        "response_at_risk": Event.RESPONSE,
        "rang_back": Event.RANG_BACK,
        "handed_on": Event.HANDED_ON,
    }
    statement = (
        select(TicketHistory, Callback.handed_to)
        .join(Callback, Callback.ticket_id == TicketHistory.ticket_id)
        .where(is_live(), TicketHistory.event.in_(names), TicketHistory.at > now - SINCE)
        .order_by(TicketHistory.id)
    )
    found = []
    rows = session.execute(statement).all()
    promises = promise_facts.of_tickets(session, {row.ticket_id for row, _ in rows})
    for row, handed_to in rows:
        event = names[row.event]
        if event is Event.HANDED_ON and handed_to != row.note:
            continue  # taken back, or passed on
        to = handed_to if event is Event.HANDED_ON else None
        promised = promises[row.ticket_id]
        if event is Event.PROMISE and not is_warned(promised):
            continue  # the customer was rung meanwhile, or agreed on another hour
        if event is Event.RESPONSE and promised.first_rung_at is not None:
            continue
        by = call_due_at(promised) if event is Event.PROMISE else None
        agreed = by is not None and by == agreed_hour(promised)
        found.append(Happening(event, f"{event}:{row.id}", row.ticket_id, to, by, agreed))
    return found


def _is_moot(session: Session, row: Notification) -> bool:
    """Whether somebody has the request in hand or rang, it is over, or the reader works no more."""
    way = session.get_one(NotificationChannel, row.way_id)
    if session.get_one(User, way.user_id).disabled_at is not None:
        return True
    if row.ticket_id is None:
        return False
    if row.event == Event.PROMISE and not is_warned(
        promise_facts.of_ticket(session, row.ticket_id)
    ):
        return True
    if row.event == Event.RESPONSE and (
        promise_facts.of_ticket(session, row.ticket_id).first_rung_at is not None
    ):
        return True
    if (moot := owner_notices.is_moot(session, row)) is not None:
        return moot
    callback = session.scalar(select(Callback).where(Callback.ticket_id == row.ticket_id))
    return callback is None or callback.state not in LIVE or callback.state is CallbackState.CLAIMED
