"""Calls of made-up people on a ledger of their own, and at which number each is rung afterwards."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

import store
from bench.callers import telephone
from bench.callers.people import SLOW_TO_KEY, Manner, Person
from bench.callers.telephone import Call, Clock, Question
from centralino.config.settings import Settings, load
from centralino.wiring.parts import parts_of
from centralino.wiring.web import create_app
from rules.callbacks import callback
from rules.callbacks.customer_number import NumberCheck, check_shown
from rules.language.spoken_number import spoken_by_digits, spoken_number
from rules.tickets import ticket
from scheduler import recording_download
from scheduler.recording_download import Fetching
from store import signs_of_life
from store.database.statements import changed
from store.models import Callback, Ticket
from transcription.result import Engine
from transcription.worker import Working, work_once

FIRST = datetime(2026, 3, 2, 8, 30, tzinfo=UTC)  # a Monday, half past nine in Verona
A_DAY = 150  # calls, a minute from one to the next
WEEK = 5
SECRET = "s" * 40
IN_MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of our own is made in it


class Hearing(Engine, Protocol):
    """What reads messages, told beforehand whose comes next."""

    def hears(self, person: Person) -> None:
        """Whose message it is."""


@dataclass(frozen=True)
class Rung:
    """What became of one caller."""

    person: Person
    is_filed: bool  # a request with its recording and a callback stand
    number: str | None  # at which we ring, as it stands when a technician comes to it
    check: str | None  # what a technician reads beside it: a NumberCheck
    beep_s: float
    after_s: float  # from the end of the message until the request is confirmed, or the caller gone
    was_read: bool  # a number was read back
    corrected: bool  # by key

    @property
    def is_reached(self) -> bool:
        return self.number == self.person.meant

    @property
    def is_strangers(self) -> bool:
        """Whether somebody else's telephone rings: neither the number meant nor the caller's own."""
        theirs = {self.person.meant, self.person.caller}
        return self.number is not None and self.number not in theirs

    @property
    def is_unmarked(self) -> bool:
        """Whether nothing beside a stranger's number says that it is to be listened to first."""
        return self.is_strangers and self.check in {None, NumberCheck.CONFIRMED}


class Desk:
    """The service in one process: signed webhooks, downloads and the worker, on a ledger of its own."""

    def __init__(self, folder: Path, *, reads_back: bool, engine: Hearing) -> None:
        self.clock = Clock(FIRST)
        self.settings = _settings(folder)
        made = store.connect(self.settings.database.url)
        store.upgrade(made)
        self.sessions: sessionmaker[Session] = store.sessions(made)
        self.app: Flask = create_app(self.settings, self.clock)
        self.reads_back = reads_back
        self.engine = engine
        decide = parts_of(self.settings).payer.decide
        place = self.settings.recordings.path
        self._working = Working(self.settings.lines.numbers, decide, place)
        self._fetching = Fetching(place)

    def works(self) -> None:
        """Fetch and read what waits."""
        download: Any = lambda _sid, target: telephone.sound(target)  # noqa: E731
        recording_download.fetch_all(self.sessions, download, self.clock, self._fetching)
        work_once(self.sessions, self.engine, self.clock, self._working)

    def is_called(self, person: Person, at: int) -> Rung:
        """The whole call, and what stands in the ledger when a technician comes to it."""
        day, minute = divmod(at, A_DAY)
        self.clock.at = FIRST + timedelta(days=day // WEEK * 7 + day % WEEK, minutes=minute)
        if self.reads_back:
            with self.sessions.begin() as session:
                signs_of_life.note(session, signs_of_life.Sign.TRANSCRIPTION, self.clock())
        self.engine.hears(person)
        call = Call(self.app.test_client(), self.clock, person.shown)
        recorded = call.to_the_beep()
        beep_s = call.heard_s
        walk = Walk(self, call, person)
        walk.goes_on(recorded)
        call.ends()
        walk.reads()
        return self._rung(person, call, beep_s, walk)

    def _rung(self, person: Person, call: Call, beep_s: float, walk: Walk) -> Rung:
        with self.sessions.begin() as session:
            row = session.scalars(select(Ticket).where(Ticket.call_sid == call.sid)).one()
            waits = session.scalars(select(Callback).where(Callback.ticket_id == row.id)).one()
            found = Rung(
                person,
                is_filed=row.kind is ticket.Kind.MESSAGE and waits.state is callback.State.WAITING,
                number=waits.number,
                check=check_shown(
                    row.number_check,
                    ring=waits.number,
                    caller=row.caller_number,
                    is_spoken=True,
                    is_by_hand=False,
                ),
                beep_s=beep_s,
                after_s=call.marks.get("sent", call.heard_s) - beep_s,
                was_read="number" in walk.asked,
                corrected=walk.corrected,
            )
            # a technician has rung by then: whoever comes next finds no queue of thousands
            changed(session, Callback.id, Callback.id == waits.id, state=callback.State.DONE)
            changed(session, Ticket.id, Ticket.id == row.id, state=ticket.State.CLOSED)
        return found


class Walk:
    """One caller from the message on: what is heard, and which keys are pressed."""

    def __init__(self, desk: Desk, call: Call, person: Person) -> None:
        self.desk, self.call, self.person = desk, call, person
        self.pick = random.Random(f"keys {person.meant}")
        self.asked: list[str] = []
        self.corrected = self.is_read = False

    def goes_on(self, recorded: str) -> None:
        """The message, and what follows for as long as the caller holds."""
        early = self.person.manner is Manner.EARLY
        self.until = self.desk.clock() + timedelta(seconds=self.person.text_after_s)
        document = self.call.leaves(recorded, hangs_up=early)
        if early:
            return
        for question in self.call.walks(document, self.passes):
            self.asked.append(question.step)
            keys = self._keys(question)
            if keys is None:
                return
            self.call.answer(keys)

    def passes(self) -> None:
        """The text comes when its time has come."""
        if not self.is_read and self.desk.clock() >= self.until:
            self.reads()

    def reads(self) -> None:
        """The text, if it was not read before."""
        if not self.is_read:
            self.desk.works()
        self.is_read = True

    def _keys(self, question: Question) -> str | None:
        """What the caller presses; "" is silence, None hangs up."""
        manner, step = self.person.manner, question.step
        leaves = None if manner is Manner.HEARS else ""
        if step == "number" and manner is not Manner.HASTY:
            if _tells(self.person.meant, question.said):
                return leaves
            self.corrected = True
            return "1"
        if step == "keyed" and manner is not Manner.HASTY:
            return self._keyed()
        return "" if step in {"number", "keyed"} else leaves

    def _keyed(self) -> str:
        digits = self.person.meant.removeprefix("+39")
        if self.pick.random() >= SLOW_TO_KEY:
            return digits
        at = self.pick.randrange(4, len(digits))
        return digits[:at] + digits[at + 1 :]


def _tells(number: str, said: str) -> bool:
    return spoken_number(number, "it") in said or spoken_by_digits(number, "it") in said


def called(people: Sequence[Person], *, reads_back: bool, engine: Hearing) -> list[Rung]:
    """What became of each, on a ledger that is gone afterwards and waits for no disk."""
    with tempfile.TemporaryDirectory(dir=IN_MEMORY if IN_MEMORY.is_dir() else None) as folder:
        desk = Desk(Path(folder), reads_back=reads_back, engine=engine)
        return [desk.is_called(person, at) for at, person in enumerate(people)]


def _settings(folder: Path) -> Settings:
    return load(
        environ={
            "CENTRALINO_TWILIO__ACCOUNT_SID": telephone.ACCOUNT,
            "CENTRALINO_TWILIO__AUTH_TOKEN": telephone.TOKEN,
            "CENTRALINO_SERVICE__PUBLIC_URL": telephone.PUBLIC,
            "CENTRALINO_WEB__SECRET_KEY": SECRET,
            "CENTRALINO_DATABASE__URL": f"sqlite:///{folder / 'centralino.db'}",
            "CENTRALINO_RECORDINGS__PATH": str(folder / "recordings"),
            "CENTRALINO_FORM__ATTACHMENTS_PATH": str(folder / "attachments"),
        }
    )
