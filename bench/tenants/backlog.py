"""The backlog: how soon a firm's message is text while another's ten thousand wait, with turns and without.

The shipped model reads real sound in a thread of its own, as in the service. Without turns there is one
queue, the oldest first: what several firms in one table would be, and the control that must fail.
"""

import statistics
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session, sessionmaker

import store
from bench.tenants import twins
from centralino.tenants import turns
from centralino.tenants.installation import Firm
from centralino.wiring.parts import parts_of
from store import reading
from store.models import Call, Recording
from store.models.states import RecordingState
from transcription import engines
from transcription.worker import Working, work_once

SOUND = Path(__file__).parents[2] / "simulator" / "voices" / "ferramenta.wav"
PATIENCE_SECONDS = 30.0  # so long the control is watched
APART_SECONDS = 4.0  # messages of the firm: a reading that was put back is over before the next


@dataclass(frozen=True)
class Waited:
    """Seconds from the stored sound to the text, of each message of the firm without a backlog."""

    alone: Sequence[float]
    with_turns: Sequence[float]
    without_turns: Sequence[float]  # a message that is no text within the time is told as that

    @property
    def delay_percent(self) -> float:
        """By how much the other's backlog delays the median message."""
        return 100 * (statistics.median(self.with_turns) / statistics.median(self.alone) - 1)


def now() -> datetime:
    return datetime.now(UTC)


def measured(folder: Path, backlog: int, messages: int) -> Waited:
    """All three, with the same model and the same message."""
    firms = twins.firms(twins.written(folder / "two", ("alfa", "beta")))
    engine = engines.loaded(firms[0].settings.speech())
    alfa, beta = (_desk(firm) for firm in firms)
    with _turns([alfa, beta], engine):
        _timed(beta, 2)  # what is loaded with the first message
        alone = _timed(beta, messages)
    _stored(alfa.sessions, [f"RE{number:032x}" for number in range(backlog)])
    with _turns([alfa, beta], engine):
        turns_taken = _timed(beta, messages)
    with _one_queue([alfa, beta], engine):
        queued = _timed(beta, 1)
    return Waited(alone, turns_taken, queued)


def _desk(firm: Firm) -> turns.Desk:
    ledger = store.sessions(store.connect(firm.settings.database.url))
    decide = parts_of(firm.settings).payer.decide
    sounds = SOUND.parent
    return turns.Desk(str(firm.name), ledger, Working(firm.settings.lines.numbers, decide, sounds))


@contextmanager
def _turns(desks: Sequence[turns.Desk], engine: Any) -> Iterator[None]:
    stopping = threading.Event()
    thread = threading.Thread(target=turns.run, args=(desks, engine, now, stopping))
    thread.start()
    try:
        yield
    finally:
        stopping.set()
        thread.join()


@contextmanager
def _one_queue(desks: Sequence[turns.Desk], engine: Any) -> Iterator[None]:
    """Whoever's message has waited longest is next: all of the backlog, before what comes now."""
    stopping = threading.Event()

    def work() -> None:
        while not stopping.is_set():
            for desk in desks:
                if work_once(desk.sessions, engine, now, desk.working):
                    break

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield
    finally:
        stopping.set()
        thread.join()


def _timed(desk: turns.Desk, messages: int) -> list[float]:
    """One message after the other, at no fixed distance; each until it is text."""
    took = []
    for number in range(messages):
        time.sleep(APART_SECONDS + 0.61 * (number % 5))
        sid = f"RE{time.monotonic_ns():032x}"
        began = time.monotonic()
        _stored(desk.sessions, [sid])
        while not _is_text(desk.sessions, sid):
            if time.monotonic() > began + PATIENCE_SECONDS:
                break
            time.sleep(0.01)
        took.append(time.monotonic() - began)
    return took


def _is_text(sessions: sessionmaker[Session], sid: str) -> bool:
    with reading(sessions) as session:
        return session.get_one(Recording, sid).state is RecordingState.TRANSCRIBED


def _stored(sessions: sessionmaker[Session], sids: Sequence[str]) -> None:
    """Messages whose sound is here, and whose text is not."""
    at = now() - timedelta(seconds=1)
    calls = [{"sid": sid.replace("RE", "CA"), "started_at": at} for sid in sids]
    rows = [
        {
            **{"sid": sid, "call_sid": sid.replace("RE", "CA"), "path": SOUND.name},
            **{"state": RecordingState.STORED, "announced_at": at, "stored_at": at, "next_at": at},
        }
        for sid in sids
    ]
    with sessions.begin() as session:
        session.execute(insert(Call), calls)
        session.execute(insert(Recording), rows)
