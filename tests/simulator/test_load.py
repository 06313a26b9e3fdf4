"""Many calls at once: nothing is mixed up, nothing is lost, and the journal proves it."""

from simulator import Faults, HangUp, Press, Speak, sound
from simulator.load import place_many
from simulator.state.faults import Drop
from tests.simulator.small_desk import WEEKDAY, WEEKEND

PAGES = {
    "/voice/incoming": '<Gather numDigits="1" action="/voice/menu">'
    '<Say language="it-IT">Prema 1.</Say></Gather>',
    "/voice/menu": '<Record action="/voice/recorded" finishOnKey="#" '
    'recordingStatusCallback="/voice/recording"/>',
    "/voice/recorded": "<Hangup/>",
    "/voice/recording": ("", 204),
    "/voice/status": ("", 204),
}


def plan(dice):
    number = f"+39347{dice.randrange(10**7):07d}"
    script = [Press("1"), Speak(sound.tone(dice.choice([1, 2, 3])))]
    if dice.random() < 0.3:
        script = [HangUp(after="prema")]
    return number, dice.choice([WEEKDAY, WEEKEND]), script


def test_every_call_is_held_and_every_callback_delivered(desk, carrier):
    desk.pages = PAGES
    load = place_many(carrier, 40, plan, at_once=8)
    assert load.failures == ()
    assert len(load.calls) == len(carrier.journal.calls) == 40
    assert len({call.call_sid for call in load.calls}) == 40
    assert {form["CallSid"] for form in desk.forms("/voice/status")} == {
        call.call_sid for call in load.calls
    }
    left = {form["RecordingSid"] for form in desk.forms("/voice/recording")}
    assert left == {kept.sid for kept in carrier.journal.recordings}
    assert 0 < len(left) < 40
    assert desk.unsigned == []
    assert load.percentile(50) <= load.percentile(99) < 15
    assert load.slower_than(15) == 0


def test_each_caller_s_digits_and_messages_stay_their_own(desk, carrier):
    desk.pages = PAGES
    place_many(carrier, 24, plan, at_once=8, seed=5)
    for call in carrier.journal:
        told = [form for form in desk.forms("/voice/recorded") if form["CallSid"] == call.call_sid]
        assert [form["RecordingSid"] for form in told] == [kept.sid for kept in call.recordings]
        assert {form["From"] for form in told} <= {call.from_number}


def test_what_is_lost_shows_in_the_journal(desk, make_carrier):
    desk.pages = PAGES
    carrier = make_carrier(faults=Faults(Drop("recording", chance=0.5), seed=2))
    place_many(carrier, 20, plan)
    told = {form["RecordingSid"] for form in desk.forms("/voice/recording")}
    lost = {kept.sid for kept in carrier.journal.recordings} - told
    dropped = {
        hook.value("RecordingSid")
        for hook in carrier.journal.sent("recording")
        if hook.outcome == "dropped"
    }
    assert lost == dropped != set()


def test_the_journal_can_be_kept(desk, carrier, tmp_path):
    desk.pages = PAGES
    place_many(carrier, 3, plan)
    carrier.journal.write(tmp_path / "journal.json")
    kept = (tmp_path / "journal.json").read_text()
    assert all(call.call_sid in kept for call in carrier.journal)
