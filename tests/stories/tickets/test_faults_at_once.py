"""A common fault while two workers read at once, and at its end while somebody asks to be told of it."""

import threading
import time
from contextlib import suppress

import pytest

from rules.hours.schedule import explain
from rules.tickets.known_fault import FaultWords
from scheduler import recording_download
from scheduler.recording_download import Fetching
from store.intake import known_faults
from tests.builders import a_call, a_recording_sid
from tests.ivr.signed_call import RECORDED
from tests.leotron import HOURS
from tests.store.at_once import at_once
from tests.stories.tickets.faulty_tills import MOBILES, SAID, faults, tells
from transcription.worker import Working, work_once

# SQLite lets writers in one by one.
pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


def leaves(doors, caller: str, text: str) -> None:
    sid = a_recording_sid()
    doors.said[sid] = text
    call = doors.call(caller=caller)
    call.rings()
    call.recorded(RECORDED, sid, 12)
    call.recording_is("completed", sid, 12)
    call.ends()


def test_two_workers_do_not_wait_for_each_other_where_one_proposes_what_the_other_reads(doors):
    first, _ = (tells(doors, MOBILES[one], SAID[one]) for one in range(2))
    leaves(doors, MOBILES[0], "Sono ancora io: non va ancora.")  # about the first request
    leaves(doors, MOBILES[2], SAID[2])  # the third customer, with whom it is proposed
    place = doors.settings.recordings.path
    recording_download.fetch_all(doors.sessions, doors, doors.clock, Fetching(place))
    together = threading.Barrier(2)

    def decide(_session, ticket) -> None:
        """Both hold their request by now, unless one lets the other go first."""
        with suppress(threading.BrokenBarrierError):
            together.wait(1)
        time.sleep(0.3 if ticket.id == first else 0)

    def on_a_machine_of_its_own(_worker: int) -> bool:
        working = Working(doors.settings.lines.numbers, decide, place)
        return work_once(doors.sessions, doors, doors.clock, working)

    assert all(at_once(on_a_machine_of_its_own, 2))
    assert faults(doors) == [("proposed", "Errore 4031")]


def test_whoever_asks_to_be_told_while_it_ends_is_told_too(doors, now):
    words = FaultWords("Casse ferme", "Casse ferme", "Tills stopped")
    with doors.sessions.begin() as session:
        fault_id = known_faults.make_known(session, None, words, by="anna", now=now).id
        call = a_call(session, from_number=MOBILES[0], now=now)
    ended = []

    def ends() -> None:
        with doors.sessions.begin() as session:
            reach = lambda _session, _ticket: object()  # noqa: E731 - a text reaches everybody
            ended.append(known_faults.end(session, fault_id, "Fatto.", reach, by="anna", now=now))

    other = threading.Thread(target=ends)
    with doors.sessions.begin() as session:
        known_faults.file_waiting(session, call, fault_id, explain(now, HOURS), now)
        other.start()
        other.join(0.5)
    other.join()
    assert [one.closed for one in ended] == [1]
