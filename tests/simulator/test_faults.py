"""Each fault, on demand: what the desk receives, and what becomes of the call."""

import threading

import pytest

from simulator import Faults, HangUp, Phone, Press, Quirks, Speak, sound
from simulator.call.say_and_play import APOLOGY
from simulator.state.faults import Delay, Drop, Duplicate, LoseAnswer, Reorder, Repeat
from tests.simulator.small_desk import PUBLIC, WEEKDAY

PAGES = {
    "/voice/incoming": '<Gather numDigits="1" action="/voice/menu">'
    '<Say language="it-IT">Prema 1.</Say></Gather>',
    "/voice/menu": '<Record action="/voice/recorded" finishOnKey="#" '
    'recordingStatusCallback="/voice/recording"/>',
    "/voice/recorded": '<Say language="it-IT">Grazie.</Say>',
    "/voice/recording": ("", 204),
    "/voice/status": ("", 204),
    "/voice/fallback": '<Say language="it-IT">Richiami.</Say>',
}
SCRIPT = [Press("1"), Speak(sound.tone(2)), HangUp()]


@pytest.fixture
def run(desk, make_carrier):
    """Holds one call under faults and delivers all that is due after it."""
    desk.pages = PAGES

    def hold(*faults, script=SCRIPT, **options):
        carrier = make_carrier(faults=Faults(*faults), **options)
        entry = Phone(carrier).dial(WEEKDAY, script).finish()
        carrier.settle()
        return carrier, entry

    return hold


def tokens(desk, path):
    return [
        headers["I-Twilio-Idempotency-Token"]
        for (at, _), headers in zip(desk.seen, desk.headers, strict=True)
        if at == path
    ]


@pytest.mark.parametrize("path", list(PAGES)[:-1])
@pytest.mark.parametrize("same", [True, False])
def test_any_webhook_can_arrive_twice(desk, run, path, same):
    _, entry = run(Duplicate(path=path, same_token=same))
    assert len(desk.forms(path)) == 2
    assert desk.forms(path)[0] == desk.forms(path)[1]
    assert (len(set(tokens(desk, path))) == 1) is same
    assert entry.status == "completed"
    assert desk.unsigned == []


def test_two_deliveries_can_meet(desk, run):
    meeting = threading.Barrier(2, timeout=5)
    desk.pages = PAGES | {"/voice/recording": lambda _: (meeting.wait() and "") or ("", 204)}
    run(Duplicate("recording", together=True))
    assert len(desk.forms("/voice/recording")) == 2


def test_a_callback_can_come_again_much_later(desk, run):
    carrier, entry = run(Repeat("recording", seconds=3600))
    assert len(desk.forms("/voice/recording")) == 2
    assert len(set(tokens(desk, "/voice/recording"))) == 2
    assert (carrier.clock.now() - entry.ended_at).total_seconds() > 3600


@pytest.mark.parametrize("kind", ["status", "recording"])
def test_a_callback_can_be_lost(desk, run, kind):
    carrier, _ = run(Drop(kind))
    assert f"/voice/{kind}" not in desk.paths
    assert carrier.journal.sent(kind)[0].outcome == "dropped"


def test_a_call_whose_webhook_is_lost_goes_to_the_fallback(desk, run):
    _, entry = run(Drop("gather"), fallback=f"{PUBLIC}/voice/fallback")
    assert "/voice/menu" not in desk.paths
    assert entry.texts == ["Prema 1.", "Richiami."]


@pytest.mark.parametrize(
    ("times", "texts"),
    [(None, [APOLOGY]), (0, ["Prema 1."])],
)
def test_an_answer_can_be_lost_after_the_work_was_done(desk, run, times, texts):
    _, entry = run(LoseAnswer("voice", times=times), script=[HangUp()] if times == 0 else [])
    assert entry.texts == texts
    assert len(desk.forms("/voice/incoming")) == 1


def test_a_lost_answer_is_asked_for_again_where_the_url_says_so(desk, run):
    desk.pages = PAGES | {
        "/voice/menu": PAGES["/voice/menu"].replace("/recording", "/recording#rc=5&amp;rp=all")
    }
    run(LoseAnswer("recording", times=2))
    assert len(desk.forms("/voice/recording")) == 3
    assert len(set(tokens(desk, "/voice/recording"))) == 1


def test_a_webhook_can_be_late(desk, run):
    carrier, entry = run(Delay("recording", seconds=600), Delay("gather", seconds=8))
    assert desk.paths[-2:] == ["/voice/status", "/voice/recording"]
    assert (carrier.clock.now() - entry.ended_at).total_seconds() == pytest.approx(602)
    assert entry.duration >= 10


@pytest.mark.parametrize(("first", "second"), [("recording", "status"), ("status", "recording")])
def test_callbacks_can_change_places(desk, run, first, second):
    # Without the fault the recording, processed for 0 s or 30 s, decides the order.
    late = 30.0 if first == "recording" else 0.0
    run(Reorder(second, after=first), recording_delay=late)
    wanted = [f"/voice/{first}", f"/voice/{second}"]
    assert [path for path in desk.paths if path in wanted] == wanted


def test_a_fault_can_leave_the_first_alone_and_strike_a_number_of_times(desk, run):
    fault = Duplicate(kind="*", skip=1, times=2)
    carrier, _ = run(fault)
    doubled = [path for path in set(desk.paths) if len(desk.forms(path)) == 2]
    assert sorted(doubled) == ["/voice/menu", "/voice/recorded"]
    assert carrier.faults.struck(fault) == 2
    carrier.faults.clear()
    carrier.faults.add(Drop("voice"))
    assert Phone(carrier).dial(WEEKDAY).finish().texts == [APOLOGY]


def test_chance_is_seeded(desk, make_carrier):
    desk.pages = PAGES

    def outcomes(seed):
        faults = Faults(Drop("status", chance=0.5), seed=seed)
        carrier = make_carrier(faults=faults, quirks=Quirks())
        for _ in range(12):
            Phone(carrier).dial(WEEKDAY).hangs_up()
        carrier.settle()
        return [hook.outcome for hook in carrier.journal.sent("status")]

    assert outcomes(3) == outcomes(3)
    assert {"dropped", "delivered"} == set(outcomes(3))
