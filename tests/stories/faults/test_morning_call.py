"""The morning's rehearsal against the local carrier: whole, and with one link after another broken."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import create_engine, select

import store
from centralino.config.watch_section import Watch
from centralino.watch.bounds import broken
from centralino.watch.look import look
from centralino.wiring.parts import parts_of
from centralino.wiring.watching.morning_call import model_fault, rehearsing_of, web_fault
from centralino.wiring.worker import jobs, twilio_api
from ivr.account.webhooks import wanted
from rules.calls.rehearsal import SENTENCE, Link
from rules.tickets.known_fault import FaultWords
from scheduler import recording_download
from scheduler.morning_call import JOB, Rehearsed, rehearse, rehearse_all
from scheduler.recording_download import Fetching
from simulator import Carrier, Number, VirtualClock
from simulator.state.faults import Drop, Fault, Faults, RestStatus
from store import failing_jobs, signs_of_life
from store.callbacks import queue
from store.intake import known_faults
from store.messages import helpdesk
from store.messages.webhooks import endpoints, noting
from store.models import (
    Call,
    Outbox,
    Recording,
    Rehearsal,
    Ticket,
    WebhookDelivery,
    WebhookMessage,
)
from store.signs_of_life import Sign
from store.staff import alterations
from store.views.monitoring import DAY
from tests.builders import a_ticket
from tests.clock import Clock
from tests.leotron import ACCOUNT, PUBLIC, TEN, TOKEN, WEEKDAY_LINE, WEEKEND_LINE
from tests.serving import serving
from tests.stories.doors import Doors, opened
from transcription.result import Transcript
from transcription.worker import Working, work_once

NOWHERE = "http://127.0.0.1:9"
KEY = ("SK" + "5" * 32, "the secret of the API key")
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


class Follows:
    """The service's clock is the carrier's."""

    def __init__(self, clock: VirtualClock) -> None:
        self._clock = clock

    @property
    def at(self) -> Any:
        return self._clock.now()

    def __call__(self) -> Any:
        return self._clock.now()


@dataclass
class Morning:
    """What is broken this morning."""

    faults: tuple[Fault, ...] = ()
    numbers: dict[str, str] = field(default_factory=dict)  # voice URLs that stand otherwise
    lacks: frozenset[str] = frozenset()  # lines that the account does not have
    at: str | None = None  # where our public address leads
    signs_with: str = TOKEN
    fetches: bool = True
    reads: bool = True
    model: str = "demo"
    hears: str = SENTENCE
    failing: str | None = None
    broken: Link | None = None


@dataclass
class Desk:
    """The whole service, its carrier, and what is done each second."""

    doors: Doors
    carrier: Carrier
    morning: Morning
    how: Any

    model = "test"

    def transcribe(self, _audio: Any, _words: Any = (), language: str | None = None) -> Transcript:
        return Transcript(self.morning.hears, language or "it", 0.9, ())

    def passes(self, seconds: float) -> None:
        """So much time, and all that happens in it."""
        self.carrier.clock.advance(seconds)
        self.carrier.settle()
        sessions, now, settings = self.doors.sessions, self.doors.clock, self.doors.settings
        with sessions.begin() as session:
            for sign, lives in (
                (Sign.CLOCK, self.morning.fetches),
                (Sign.TRANSCRIPTION, self.morning.reads),
            ):
                if lives:
                    signs_of_life.note(session, sign, now())
        place = settings.recordings.path
        if self.morning.fetches:
            fetch = twilio_api(settings).fetch_recording
            recording_download.fetch_all(sessions, fetch, now, Fetching(place))
        if self.morning.reads:
            decide = parts_of(settings).payer.decide
            work_once(sessions, self, now, Working(settings.lines.numbers, decide, place))

    def rehearses(self) -> list[Rehearsed]:
        return rehearse_all(self.doors.sessions, self.doors.clock, self.how)


@contextmanager
def desk(url: str, folder: Any, morning: Morning) -> Iterator[Desk]:
    clock = VirtualClock(TEN)
    lines = {WEEKDAY_LINE, WEEKEND_LINE} - morning.lacks
    should = wanted(PUBLIC)
    carrier = Carrier(
        account_sid=ACCOUNT,
        auth_token=morning.signs_with,
        numbers={
            line: Number(
                morning.numbers.get(line, should["voice_url"]),
                should["voice_fallback_url"],
                should["status_callback"],
            )
            for line in lines
        },
        connect={PUBLIC: NOWHERE},
        faults=Faults(*morning.faults),
        clock=clock,
        strict=False,
        api_keys=dict([KEY]),
        patience=10,
        folder=folder / "carrier",
    )
    (folder / "carrier").mkdir()
    with carrier.serving() as rest:
        more = {
            "TWILIO__API_BASE_URL": rest,
            "TWILIO__API_KEY_SID": KEY[0],
            "TWILIO__API_KEY_SECRET": KEY[1],
            "LINES__WEEKEND__NUMBER": WEEKEND_LINE,
            "TRANSCRIPTION__MODEL": morning.model,
        }
        doors = opened(url, Follows(clock), folder, **more)
        with serving(doors.app) as address:
            carrier.exchange.wire.connect[PUBLIC] = morning.at or address
            how = rehearsing_of(
                doors.settings, doors.sessions, twilio_api(doors.settings), doors.clock
            )
            made = Desk(doors, carrier, morning, how)
            made.how = replace(
                how, wait=made.passes, web_fault=partial(web_fault, morning.at or address)
            )
            if morning.failing:
                with doors.sessions.begin() as session:
                    since = doors.clock() - timedelta(hours=2)
                    failing_jobs.fails(session, morning.failing, "refused", since)
            yield made


def test_a_rehearsal_goes_the_whole_way_and_leaves_nothing_to_anybody(database_url, tmp_path):
    with desk(database_url, tmp_path, Morning()) as it:
        assert [one.broken for one in it.rehearses()] == [None, None]
        with it.doors.sessions() as session:
            now = it.doors.clock()
            assert queue.queue(session, now) == []
            calls = session.scalars(select(Call).where(Call.direction == "rehearsal")).all()
            assert len(calls) == 2
            assert session.scalar(select(Call.sid).where(Call.direction == "inbound")) is None
            assert now - calls[0].started_at < DAY
            assert session.scalars(select(Outbox)).all() == []
            tickets = session.scalars(select(Ticket)).all()
            assert {(one.state.value, one.subject) for one in tickets} == {("cancelled", None)}
            assert set(session.scalars(select(Recording.path))) == {None}
            found = look(session, it.doors.settings, now)
        assert "rehearsal" not in {one.bound for one in broken(found, Watch())}
        assert "Nessuno aspetta" in it.doors.anna().page("/console")


MORNINGS: dict[str, Callable[[], Morning]] = {
    "the number that we call from is not ours": lambda: Morning(
        lacks=frozenset({WEEKEND_LINE}), broken=Link.CARRIER
    ),
    "the line is none of the account's": lambda: Morning(
        lacks=frozenset({WEEKDAY_LINE}), broken=Link.NUMBER
    ),
    "the number's address is wrong": lambda: Morning(
        numbers={WEEKDAY_LINE: f"{PUBLIC}/nothing"}, broken=Link.NUMBER
    ),
    "nobody answers there": lambda: Morning(at=NOWHERE, broken=Link.WEB),
    "another token signs": lambda: Morning(signs_with="f" * 32, broken=Link.SIGNATURE),
    "no recording is told of": lambda: Morning(
        (Drop("record"), Drop("recording"), Drop("redirect")), broken=Link.RECORDING
    ),
    "nothing fetches": lambda: Morning(fetches=False, broken=Link.CLOCK),
    "Twilio has no such recording": lambda: Morning(
        (RestStatus("GET", "*Recordings/RE*", status=404),), broken=Link.DOWNLOAD
    ),
    "the model is gone": lambda: Morning(reads=False, model="/nowhere/model.pt", broken=Link.MODEL),
    "nobody reads": lambda: Morning(reads=False, broken=Link.WORKER),
    "other words are heard": lambda: Morning(
        hears="Prova del mattino, barche sotto il ponte", broken=Link.WORDS
    ),
    "the caller is told nothing": lambda: Morning((Drop("redirect"),), broken=Link.PROMISE),
    "messages cannot be sent": lambda: Morning(failing="send messages", broken=Link.MESSAGES),
}


@pytest.mark.parametrize("broken_thing", MORNINGS)
def test_each_link_that_breaks_is_named_and_withholds_the_heartbeat(
    database_url, tmp_path, broken_thing
):
    morning = MORNINGS[broken_thing]()
    with desk(database_url, tmp_path, morning) as it:
        found = rehearse(it.doors.sessions, it.doors.clock, it.how, WEEKDAY_LINE, WEEKEND_LINE)
        assert (found.link if found else None) == morning.broken, found
        if morning.broken is Link.MODEL:
            assert model_fault(it.doors.settings)
        with it.doors.sessions() as session:
            assert queue.queue(session, it.doors.clock()) == []
            seen = look(session, it.doors.settings, it.doors.clock())
        assert ("rehearsal", WEEKDAY_LINE) in {(one.bound, one.of) for one in broken(seen, Watch())}


def test_a_database_that_does_not_answer_is_named(database_url, tmp_path):
    with desk(database_url, tmp_path, Morning()) as it:
        away = store.sessions(create_engine(f"sqlite:///{tmp_path}/another.db"))
        found = rehearse(away, it.doors.clock, it.how, WEEKDAY_LINE, WEEKEND_LINE)
        assert found is not None
        assert found.link is Link.DATABASE


def test_whoever_speaks_in_its_place_waits_in_the_queue(database_url, tmp_path):
    """A line that sends callers on shows our number too, within the minute of a rehearsal."""
    morning = Morning(hears="Buongiorno, il negozio è allagato: chiudete la corrente al server!")
    with desk(database_url, tmp_path, morning) as it:
        found = rehearse(it.doors.sessions, it.doors.clock, it.how, WEEKDAY_LINE, WEEKEND_LINE)
        assert found is not None
        assert found.link is Link.WORDS
        with it.doors.sessions() as session:
            assert len(queue.queue(session, it.doors.clock())) == 1


def test_no_program_hears_of_it_while_others_are_told_of_all_and_a_fault_is_known(
    database_url, tmp_path
):
    with desk(database_url, tmp_path, Morning()) as it:
        now = it.doors.clock()
        with it.doors.sessions.begin() as session:
            endpoints.add(session, endpoints.Wanted("https://programma.example/arrivi"), (), now)
            known_faults.make_known(session, None, FaultWords("Ferme", "x", "y"), by="a", now=now)
            a_ticket(session, now=now)
            assert (noting.note(session, now), helpdesk.note(session, now)) == (1, 1)
        found = rehearse(it.doors.sessions, it.doors.clock, it.how, WEEKDAY_LINE, WEEKEND_LINE)
        assert found is None
        with it.doors.sessions.begin() as session:
            assert session.query(Ticket).count() == 2
            now = it.doors.clock()
            assert (noting.note(session, now), helpdesk.note(session, now)) == (0, 0)
        assert len(it.doors.api("/tickets")) == 1
        assert "erased" not in it.doors.anna().page("/console/richieste?stato=tutte")


def test_whoever_speaks_in_its_place_is_new_to_programs(database_url, tmp_path):
    morning = Morning(hears="Buongiorno, il negozio è allagato: chiudete la corrente al server!")
    with desk(database_url, tmp_path, morning) as it:
        with it.doors.sessions.begin() as session:
            wanted = endpoints.Wanted("https://programma.example/arrivi", ("ticket.created",))
            endpoints.add(session, wanted, (), it.doors.clock())
        rehearse(it.doors.sessions, it.doors.clock, it.how, WEEKDAY_LINE, WEEKEND_LINE)
        with it.doors.sessions.begin() as session:
            noting.note(session, it.doors.clock())
            (told,) = session.query(WebhookDelivery).all()
            assert session.get_one(WebhookMessage, told.message_id).type == "ticket.created"


def test_it_comes_before_the_opening_as_the_hours_are_by_then(database_url, tmp_path, now):
    clock = Clock(now.replace(hour=6, minute=0))  # 7:00 in Verona, which opens at 9:15
    more = {"WATCH__REHEARSE_MINUTES": "45", "TWILIO__API_BASE_URL": NOWHERE}
    doors = opened(database_url, clock, tmp_path, **more)

    def rehearses() -> int:
        """How many were placed, or would have been: Twilio does not answer."""
        next(one.run for one in jobs(doors.settings, clock) if one.name == JOB)()
        with doors.sessions() as session:
            return session.query(Rehearsal).count()

    assert rehearses() == 0
    with doors.sessions.begin() as session:
        earlier = "Mo-Fr 07:30-12:45,14:45-18:15"
        said = {"by": "sara", "now": clock(), "event": "hours_altered", "note": "x"}
        alterations.alter(session, "lines.weekday.hours", earlier, seen=0, **said)
    assert rehearses() == 2
