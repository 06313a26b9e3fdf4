"""Whoever looks at a call or a ticket is shown the same message, however often it was recorded."""

import json

import pytest

from tests.builders import a_recording_sid
from tests.ivr.signed_call import RECORDED, state
from tests.stories.doors import Doors

FIRST = "La stampante fiscale è bloccata, siamo fermi."
AGAIN = "La stampante ora va, ma il lettore di codici no."


def recorded_twice(doors: Doors, again: str, seconds: int = 7):
    """A caller records, presses 3, and records again; what Twilio tells of the second."""
    first, second = a_recording_sid(), a_recording_sid()
    doors.said |= {first: FIRST, second: AGAIN if again == "said" else None}
    call = doors.call()
    call.rings()
    call.recorded(RECORDED, first, 12)
    call.recording_is("completed", first, 12)
    doors.works()
    doors.clock.move(seconds=20)
    call.presses(f"/voice/review?{state(r=first)}", "3")
    doors.clock.move(seconds=20)
    if again == "absent first":  # Twilio's own order is not promised
        call.recording_is("absent", second)
    call.recorded(f"/voice/recorded?{state(r=first)}", second, seconds)
    match again:
        case "absent":
            call.recording_is("absent", second)
        case "no seconds":
            call.recording_is("completed", second, 0)
        case "lost":
            doors.lost.add(second)
            call.recording_is("completed", second, seconds)
        case "said" | "silence":
            call.recording_is("completed", second, seconds)
    doors.works()
    call.ends()
    return call, first, second


def shown(doors: Doors, call) -> dict[str, str | None]:
    """The message's text at each door."""
    (listed,) = doors.api(f"/tickets?call_sid={call.sid}")
    one = doors.api(f"/tickets/{listed['id']}")
    told = json.loads(doors.command("tickets", "show", one["number"], "--json"))
    copy, _ = doors.own_copy(doors.own_path(one["id"]))
    return {
        "list": listed["transcript"],
        "one": one["transcript"],
        "command": told["transcript"],
        "copy": copy["transcript"],
    }


def heard_in_console(doors: Doors, call) -> str:
    (listed,) = doors.api(f"/tickets?call_sid={call.sid}")
    anna = doors.anna()
    return anna.page(f"/console/richieste/{listed['id']}") + anna.page("/console/richieste")


@pytest.mark.parametrize("again", ["absent", "absent first", "no seconds", "lost", "silence"])
def test_who_records_again_and_says_nothing_leaves_the_first_message_at_every_door(doors, again):
    call, first, _ = recorded_twice(doors, again)
    assert set(shown(doors, call).values()) == {FIRST}
    assert heard_in_console(doors, call).count(FIRST) == 2  # the page, and the list
    (listed,) = doors.api(f"/tickets?call_sid={call.sid}")
    assert listed["recording"]["sid"] == first
    assert listed["urgency"] == "blocking"


@pytest.mark.parametrize("news", ["absent", "completed"])
def test_who_hangs_up_while_recording_again_leaves_the_first_message(doors, news):
    first, second = a_recording_sid(), a_recording_sid()
    doors.said |= {first: FIRST, second: "No, aspetta."}
    doors.seconds[second] = 2
    call = doors.call()
    call.rings()
    call.recorded(RECORDED, first, 12)
    call.recording_is("completed", first, 12)
    doors.clock.move(seconds=20)
    call.presses(f"/voice/review?{state(r=first)}", "3")
    doors.clock.move(seconds=20)
    call.recorded(f"/voice/recorded?{state(r=first)}", second, 2, Digits="hangup")
    call.recording_is(news, second, 2)
    call.ends()
    doors.works()
    assert set(shown(doors, call).values()) == {FIRST}
    assert FIRST in heard_in_console(doors, call)


def test_what_is_said_while_hanging_up_only_adds_to_the_message(doors):
    first, second = a_recording_sid(), a_recording_sid()
    doors.said |= {first: FIRST, second: "Il programma J2K non parte, non è urgente."}
    doors.seconds[second] = 2
    call = doors.call()
    call.rings()
    call.recorded(RECORDED, first, 12)
    call.recording_is("completed", first, 12)
    doors.works()
    (before,) = doors.api(f"/tickets?call_sid={call.sid}")
    doors.clock.move(seconds=20)
    call.presses(f"/voice/review?{state(r=first)}", "3")
    doors.clock.move(seconds=20)
    call.recorded(f"/voice/recorded?{state(r=first)}", second, 2, Digits="hangup")
    call.recording_is("completed", second, 2)
    call.ends()
    doors.works()
    (after,) = doors.api(f"/tickets?call_sid={call.sid}")
    facts = ("subject", "urgency", "category", "transcript", "unclear")
    assert {name: after[name] for name in facts} == {name: before[name] for name in facts}
    page = doors.anna().page(f"/console/richieste/{after['id']}")
    assert "Nella stessa chiamata" in page  # there to be heard all the same


def test_who_records_again_and_speaks_is_heard_with_the_second(doors):
    call, _, second = recorded_twice(doors, "said")
    assert set(shown(doors, call).values()) == {AGAIN}
    page = heard_in_console(doors, call)
    assert (page.count(AGAIN), FIRST in page) == (2, False)
    (listed,) = doors.api(f"/tickets?call_sid={call.sid}")
    assert listed["recording"]["sid"] == second


def test_a_request_opened_by_a_call_without_a_message_is_what_the_second_call_says(doors):
    silent = doors.call()
    silent.rings()
    silent.ends()
    doors.clock.move(minutes=10)
    said = a_recording_sid()
    doors.said[said] = FIRST
    call = doors.call()
    call.rings()
    call.presses(f"/voice/about?{state()}", "1")
    call.recorded(RECORDED, said, 12)
    call.recording_is("completed", said, 12)
    call.ends()
    doors.works()
    assert set(shown(doors, silent).values()) == {FIRST}
    assert set(shown(doors, call).values()) == {FIRST}
    assert heard_in_console(doors, call).count(FIRST) == 2


def test_a_later_call_adds_to_the_message_of_the_first_and_replaces_it_nowhere(doors):
    sids = [a_recording_sid(), a_recording_sid()]
    doors.said |= dict(zip(sids, (FIRST, AGAIN), strict=True))
    calls = [doors.call(), doors.call()]
    for call, sid in zip(calls, sids, strict=True):
        call.rings()
        call.recorded(RECORDED, sid, 12)
        call.recording_is("completed", sid, 12)
        call.ends()
        doors.works()
        doors.clock.move(minutes=10)
    assert set(shown(doors, calls[0]).values()) == {FIRST}
    assert set(shown(doors, calls[1]).values()) == {FIRST}  # the same ticket
    (listed,) = doors.api(f"/tickets?call_sid={calls[1].sid}")
    assert [one["transcript"] for one in listed["later_calls"]] == [AGAIN]
    page = heard_in_console(doors, calls[1])
    assert page.index(FIRST) < page.index(AGAIN)


def test_a_message_that_its_time_deleted_is_still_read_everywhere(doors):
    call, first, _ = recorded_twice(doors, "silence")
    doors.deletes_old_audio()
    assert set(shown(doors, call).values()) == {FIRST}
    (listed,) = doors.api(f"/tickets?call_sid={call.sid}")
    assert (listed["recording"]["sid"], listed["recording"]["state"]) == (first, "deleted")
    assert FIRST in heard_in_console(doors, call)
