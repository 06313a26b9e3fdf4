"""The morning's rehearsal: a call of ours to each line, followed through the ledger to its words.

What is asked from outside (the number's settings, the public address) is asked only where no call
came: to name what broke. Nothing is left of one that went well but that it did.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from xml.sax.saxutils import escape

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session, sessionmaker

from rules.calls.rehearsal import SENTENCE, Broken, Link, Seen, judged
from rules.errors import CentralinoError
from rules.hours.schedule import Hours
from store import failing_jobs, signs_of_life
from store.intake import rehearsals
from store.signs_of_life import Sign

log = structlog.get_logger()

JOB = "rehearse a call"
BEFORE_THE_WORDS_S = 14  # longer than any way to the beep
AFTER_THEM_S = 45  # so that what is said after the message is said
LONGEST_S = 120
SILENT = timedelta(minutes=5)
LOOK_EVERY_S = 2.0
SENDING = frozenset({"send messages", "tell customers what happened", "tell technicians"})


@dataclass(frozen=True)
class Rehearsing:
    """The lines, and what is asked of others; each answer in words, "" for nothing amiss."""

    lines: Sequence[str]  # E.164, at least two: each is rung from another one
    place: Callable[[str, str, str, int], str]  # to, from, TwiML, longest seconds: the call's SID
    status: Callable[[str], str]  # of the call that we placed
    number_fault: Callable[[str], str]  # how the line's number stands otherwise than it should
    web_fault: Callable[[], str]
    model_fault: Callable[[], str]
    erase: Callable[[int], object]  # a request, by its ticket
    wait: Callable[[float], object]
    patience: timedelta = timedelta(minutes=4)


@dataclass(frozen=True)
class Rehearsed:
    """How it went on one line."""

    line: str
    broken: Broken | None


def rehearse_all(
    sessions: sessionmaker[Session], now: Callable[[], datetime], how: Rehearsing
) -> list[Rehearsed]:
    """Each line in turn, rung from the next one."""
    after = [*how.lines[1:], how.lines[0]]
    pairs = zip(how.lines, after, strict=True)
    return [Rehearsed(line, rehearse(sessions, now, how, line, own)) for line, own in pairs]


def rehearse(
    sessions: sessionmaker[Session],
    now: Callable[[], datetime],
    how: Rehearsing,
    line: str,
    caller_id: str,
) -> Broken | None:
    """One call to the line; the link that broke, or None."""
    try:
        with sessions.begin() as session:
            noted = rehearsals.begin(session, line, caller_id, now())
        broken = _followed(sessions, now, how, line, caller_id, noted)
        with sessions.begin() as session:
            ticket_id = rehearsals.finish(session, noted, broken, now())
        if ticket_id is not None:
            how.erase(ticket_id)
    except SQLAlchemyError as error:
        broken = Broken(Link.DATABASE, type(error).__name__)
    if broken is not None:
        log.error("rehearsal broken", line=line, link=broken.link.value, why=broken.why)
    return broken


def run_if_due(
    sessions: sessionmaker[Session],
    now: Callable[[], datetime],
    how: Rehearsing,
    is_due: Callable[[datetime, Hours, timedelta, datetime | None], bool],
    hours: Hours,
    before: timedelta,
) -> list[Rehearsed]:
    """The day's, before opening, once."""
    with sessions() as session:
        done = rehearsals.last(session, how.lines).values()
        at = min((row.placed_at for row in done), default=None)
    return rehearse_all(sessions, now, how) if is_due(now(), hours, before, at) else []


def twiml() -> str:
    """What the line hears of us: silence until it beeps, the sentence, and silence again."""
    return (
        f'<Response><Pause length="{BEFORE_THE_WORDS_S}"/>'
        f'<Say language="it-IT">{escape(SENTENCE)}</Say>'
        f'<Pause length="{AFTER_THEM_S}"/></Response>'
    )


def _followed(
    sessions: sessionmaker[Session],
    now: Callable[[], datetime],
    how: Rehearsing,
    line: str,
    caller_id: str,
    noted: int,
) -> Broken | None:
    try:
        sid = how.place(line, caller_id, twiml(), LONGEST_S)
    except CentralinoError as error:
        return Broken(Link.CARRIER, str(error))
    until = now() + how.patience
    while now() < until:
        how.wait(LOOK_EVERY_S)
        if judged(_seen(sessions, noted, now())) is None:
            return None
    return judged(_explained(sessions, how, line, sid, noted, now()))


def _seen(sessions: sessionmaker[Session], noted: int, now: datetime) -> Seen:
    with sessions() as session:
        found = rehearsals.seen(session, noted)
        signs = signs_of_life.seen(session)
        failing = [one.name for one in failing_jobs.for_an_hour(session, now)]
    silent = {sign: now - at > SILENT for sign, at in signs.items()}
    return replace(
        found,
        clock_is_silent=silent.get(Sign.CLOCK, True),
        worker_is_silent=silent.get(Sign.TRANSCRIPTION, True),
        messages_fault=", ".join(name for name in failing if name in SENDING),
    )


def _explained(
    sessions: sessionmaker[Session],
    how: Rehearsing,
    line: str,
    sid: str,
    noted: int,
    now: datetime,
) -> Seen:
    """The same, with what others say of what is missing."""
    found = replace(_seen(sessions, noted, now), model_fault=how.model_fault())
    if found.called:
        return found
    return replace(
        found,
        number_fault=_words(lambda: how.number_fault(line)),
        web_fault=how.web_fault(),
        status=_words(lambda: how.status(sid)),
    )


def _words(ask: Callable[[], str]) -> str:
    """What was answered; nobody who does not answer is to blame for what broke elsewhere."""
    try:
        return ask()
    except CentralinoError as error:
        log.warning("not asked for a rehearsal", error=str(error))
        return ""
