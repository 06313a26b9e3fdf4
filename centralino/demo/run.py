"""Places the sample calls one after the other and gathers what became of each."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session, sessionmaker

from centralino.demo.calls import SampleCall
from centralino.demo.customers import seed
from centralino.demo.rehearsal import Rehearsal
from rules.callbacks.priority import Placed, ordered
from rules.tickets.ticket import Kind
from simulator.state.faults import Duplicate
from simulator.state.journal import CallEntry
from store import connect, reading, sessions, signs_of_life
from store.callbacks import queue
from store.calls import call_log, recordings
from store.models.states import RecordingState
from store.signs_of_life import Sign
from store.tickets import lifecycle
from store.views import ticket_list
from store.views.as_json import ticket_json
from store.views.ticket_list import Wanted

HELD_SECONDS = 20.0  # how long a caller is held for their text
TEXT_SECONDS = 120.0  # how long one recording may take to become text before we give up
SETTLED = {RecordingState.TRANSCRIBED, RecordingState.ABSENT, RecordingState.FAILED}


@dataclass(frozen=True)
class Outcome:
    """One call: as the carrier saw it, and the ticket that the desk made of it."""

    sample: SampleCall
    at: datetime
    call: CallEntry
    ticket: dict[str, Any] | None
    seconds: float  # from the end of the call to the ticket with its text


@dataclass(frozen=True)
class Count:
    """What the carrier placed beside what the desk holds; each a set of SIDs."""

    calls_placed: frozenset[str]
    calls_held: frozenset[str]
    messages_left: frozenset[str]
    messages_held: frozenset[str]
    joined: int  # calls about a request that stands, which open none of their own
    written: int  # requests that nobody spoke
    tickets: int
    callbacks: int
    for_managers: int  # commercial requests, which account managers answer and nobody rings

    @property
    def expected(self) -> int:
        """How many tickets there should be."""
        return len(self.calls_placed) - self.joined + self.written

    @property
    def agrees(self) -> bool:
        """Nothing lost, nothing doubled."""
        return (
            self.calls_placed == self.calls_held
            and self.messages_left <= self.messages_held
            and self.tickets == self.expected == self.callbacks + self.for_managers
        )


def run(
    rehearsal: Rehearsal, samples: Sequence[SampleCall], done: Callable[[SampleCall], object]
) -> list[Outcome]:
    """Place every sample call at its instant; `done` is told of each."""
    engine = connect(rehearsal.settings.database.url)
    ledger = sessions(engine)
    seed(ledger, samples[0].instant(rehearsal.settings.service.timezone))
    outcomes = []
    for sample in samples:
        outcomes.append(place(rehearsal, ledger, sample))
        done(sample)
    engine.dispose()
    return outcomes


def place(rehearsal: Rehearsal, ledger: sessionmaker[Session], sample: SampleCall) -> Outcome:
    """One call, from the first ring to its ticket."""
    settings = rehearsal.settings
    at = sample.instant(settings.service.timezone)
    rehearsal.move_to(at)
    line = settings.lines.weekday if sample.line == "weekday" else settings.lines.weekend
    carrier = rehearsal.carrier
    if sample.duplicates:
        carrier.faults.add(Duplicate())
    with _held(rehearsal, ledger, at) if sample.holds else nullcontext():
        call = rehearsal.phone(sample.number).dial(line.number, script=sample.script).finish()
    ended = time.monotonic()
    carrier.settle()
    carrier.faults.clear()
    ticket = wait_for_ticket(ledger, call)
    return Outcome(sample, at, call, ticket, time.monotonic() - ended)


@contextmanager
def _held(rehearsal: Rehearsal, ledger: sessionmaker[Session], at: datetime) -> Iterator[None]:
    """While the call pauses for its text, the recogniser of this machine has the time that it needs.

    Time is played here: a pause of a second would be over before the model has begun.
    """
    carrier = rehearsal.carrier

    def until_read(call_sid: str) -> None:
        carrier.settle()
        until = time.monotonic() + HELD_SECONDS
        while not _is_read(ledger, call_sid) and time.monotonic() < until:
            time.sleep(0.05)

    with ledger.begin() as session:  # it runs, and its last sign is of before time was moved
        signs_of_life.note(session, Sign.TRANSCRIPTION, at)
    carrier.exchange.while_pausing = until_read
    try:
        yield
    finally:
        carrier.exchange.while_pausing = str


def _is_read(ledger: sessionmaker[Session], call_sid: str) -> bool:
    with reading(ledger) as session:
        kept = recordings.of_call(session, call_sid)
    return bool(kept) and all(row.state in SETTLED for row in kept)


def wait_for_ticket(
    ledger: sessionmaker[Session], call: CallEntry, seconds: float = TEXT_SECONDS
) -> dict[str, Any] | None:
    """The call's ticket, once its recording has become text; None when there is none in time."""
    until = time.monotonic() + seconds
    ticket = None
    while time.monotonic() < until:
        with reading(ledger) as session:
            found = lifecycle.of_call(session, call.call_sid)
            ticket = ticket_json.as_json(session, found) if found else None
            kept = recordings.of_call(session, call.call_sid)
            pending = [row for row in kept if row.state not in SETTLED]
            if ticket and not pending and len(kept) >= len(messages(call)):
                return ticket
        time.sleep(0.05)
    return ticket


def messages(call: CallEntry) -> list[str]:
    """The SIDs of the recordings into which the caller really said something."""
    return [row.sid for row in call.recordings if row.status == "completed" and row.spoken]


def the_queue(rehearsal: Rehearsal, now: datetime) -> list[Placed]:
    """The callbacks in the order in which they will be made."""
    engine = connect(rehearsal.settings.database.url)
    with reading(sessions(engine)) as session:
        waiting = queue.queue(session, now)
    engine.dispose()
    return ordered(waiting, now, rehearsal.settings.hours())


def count(rehearsal: Rehearsal) -> Count:
    """Compare the carrier's journal with the desk's ledger."""
    journal = rehearsal.carrier.journal
    engine = connect(rehearsal.settings.database.url)
    with reading(sessions(engine)) as session:
        held = frozenset(call.sid for call in call_log.list_calls(session, limit=1000))
        kept = frozenset(
            row.sid for sid in held for row in recordings.of_call(session, sid) if row.path
        )
        opened = lifecycle.list_(session, limit=1000)
        joined = [sid for sid in held if lifecycle.opened_by(session, sid) is None]
        waiting = len(queue.queue(session, rehearsal.carrier.clock.now()))
        managed = ticket_list.newest(session, Wanted(by_account_manager=True), limit=1000)
    engine.dispose()
    return Count(
        calls_placed=frozenset(call.call_sid for call in journal),
        calls_held=held,
        messages_left=frozenset(sid for call in journal for sid in messages(call)),
        messages_held=kept,
        joined=len(joined),
        written=len([ticket for ticket in opened if ticket.kind is Kind.WRITTEN]),
        tickets=len(opened),
        callbacks=waiting,
        for_managers=len(managed),
    )
