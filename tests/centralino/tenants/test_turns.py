"""One model for several firms: no backlog keeps another firm's message from its turn, and nothing is lost."""

import threading
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

import store
from centralino.tenants.turns import MOST_SECONDS, Desk, Turns, in_turn, nothing
from store import reading
from store.calls import call_log, recordings
from store.models import Recording
from store.models.states import RecordingState
from tests.audio import VOICES
from tests.builders import OUR_LINES, a_call, decides_nothing
from transcription.result import NoSpeech
from transcription.worker import Working

LONG = MOST_SECONDS + 0.1


class Reading:
    """An engine that takes as long as it is told, in steps, and writes down what it read."""

    model = "test"

    def __init__(self) -> None:
        self.between = nothing
        self.within = lambda: None  # happens in the middle of a reading
        self.begun = 0

    def transcribe(self, audio, words=(), language=None):
        self.begun += 1
        self.between()
        self.within()
        self.between()
        return NoSpeech("silence or noise")


class Firms:
    """Some desks on one engine, and in which order their recordings became text."""

    def __init__(self, folder: Path, template: Path, now, *names: str) -> None:
        self.now = now
        self.engine = Reading()
        self.desks = []
        for name in names:
            file = folder / f"{name}.db"
            file.write_bytes(template.read_bytes())
            sessions = store.sessions(store.connect(f"sqlite:///{file}"))
            self.desks.append(Desk(name, sessions, Working(OUR_LINES, decides_nothing, VOICES)))
        self.turns = Turns(self.desks, self.engine, lambda: self.now)
        self.read: list[str] = []

    def leave(self, name: str, *numbers: int) -> None:
        """Messages whose sound is here."""
        desk = next(one for one in self.desks if one.name == name)
        with desk.sessions.begin() as session:
            for number in numbers:
                call = a_call(session, sid=f"CA{number:032x}", now=self.now)
                sid = f"RE{number:032x}"
                recordings.announce(session, sid=sid, call_sid=call.sid, duration_s=5, now=self.now)
                row = session.get_one(Recording, sid)
                row.state, row.path = RecordingState.STORED, "ferramenta.wav"
                row.next_at = self.now + timedelta(milliseconds=number)
        self.now += timedelta(seconds=1)

    def work(self) -> str:
        """Whose messages became text, one turn after the other, as `alfa1 beta1`."""
        said = []
        while self.turns.take():
            for desk in self.desks:
                with reading(desk.sessions) as session:
                    done = session.scalars(
                        select(Recording.sid).where(Recording.state == RecordingState.TRANSCRIBED)
                    )
                    new = {f"{desk.name}{int(sid[2:], 16)}" for sid in done} - set(said)
                said += sorted(new)
        return " ".join(said)

    def row(self, name: str, number: int) -> Recording:
        desk = next(one for one in self.desks if one.name == name)
        with reading(desk.sessions) as session:
            return session.get_one(Recording, f"RE{number:032x}")


@pytest.fixture
def firms(tmp_path, sqlite_template, now):
    return lambda *names: Firms(tmp_path, sqlite_template, now, *names)


def test_firms_read_message_by_message_whatever_came_first(firms) -> None:
    two = firms("alfa", "beta", "gamma")
    two.leave("alfa", 1, 2, 3, 4)
    two.leave("beta", 1, 2)
    two.leave("gamma", 1)
    assert two.work() == "alfa1 beta1 gamma1 alfa2 beta2 alfa3 alfa4"
    assert two.engine.begun == 7  # who waited already puts nothing back


def test_a_message_that_comes_within_a_reading_waits_for_no_end_of_it(firms) -> None:
    two = firms("alfa", "beta")
    two.leave("alfa", 1, 2)

    def comes() -> None:
        two.engine.within = lambda: None
        threading.Event().wait(LONG)
        two.leave("beta", 1)

    two.engine.within = comes
    assert two.work() == "beta1 alfa1 alfa2"
    assert two.engine.begun == 4
    assert two.row("alfa", 1).attempts == 1  # what was put back counts as no attempt


def test_a_reading_is_put_back_once_at_most(firms) -> None:
    two = firms("alfa", "beta")
    two.leave("alfa", 1)
    numbers = iter(range(1, 4))

    def comes() -> None:
        threading.Event().wait(LONG)
        for number in numbers:
            two.leave("beta", number)
            return

    two.engine.within = comes
    assert two.work().split().index("alfa1") <= 2


def test_a_firm_whose_database_is_away_keeps_no_other_from_its_turn(firms, tmp_path) -> None:
    two = firms("alfa", "beta")
    two.leave("alfa", 1)
    two.leave("beta", 1)
    broken = store.sessions(store.connect(f"sqlite:///{tmp_path}/gone/no.db", may_make=False))
    two.turns.desks = [Desk("alfa", broken, two.desks[0].working), two.desks[1]]
    while two.turns.take():
        pass
    assert two.row("beta", 1).state is RecordingState.TRANSCRIBED


def test_turns_go_round() -> None:
    assert in_turn(3, 0) == [0, 1, 2]
    assert in_turn(3, 2) == [2, 0, 1]
    assert in_turn(3, 3) == [0, 1, 2]


def test_what_is_put_back_is_first_in_its_queue_again(firms) -> None:
    one = firms("alfa")
    one.leave("alfa", 1, 2)
    sessions = one.desks[0].sessions
    with sessions.begin() as session:
        claim = recordings.claim_text(session, now=one.now, lease=timedelta(minutes=1))
        assert claim is not None
        assert recordings.put_back(session, claim)
        assert not recordings.put_back(session, claim)  # whoever was late changes nothing
        again = recordings.claim_text(session, now=one.now, lease=timedelta(minutes=1))
        assert again is not None
        assert (again.sid, again.attempts) == (claim.sid, 1)
        assert call_log.find(session, again.call_sid) is not None
