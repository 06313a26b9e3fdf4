"""Whatever comes twice, late, out of order or never: a call has one ticket."""

import itertools

import pytest

from rules.tickets.ticket import Kind
from rules.triage import TicketDraft
from store.callbacks import queue
from store.models.states import RecordingState
from store.tickets import lifecycle
from tests.ivr.signed_call import RECORDED, TwilioCall, state
from tests.leotron import CALLER, PUBLIC


def walk(call: TwilioCall, sid: str) -> list[tuple[str, dict[str, str]]]:
    """A whole call: every request in order."""
    review = f"/voice/review?{state(r=sid)}"
    return [
        ("/voice/incoming", {"CallStatus": "ringing"}),
        (f"/voice/menu?{state()}", {"Digits": "1"}),
        (f"/voice/code?{state()}", {"Digits": "77"}),
        (f"/voice/code?{state(n=1)}", {"Digits": "78"}),
        (f"/voice/message?{state()}", {}),
        (f"/voice/recorded?{state()}", {"RecordingSid": sid, "RecordingDuration": "12"}),
        (review, {"Digits": "2"}),
        (f"/voice/playback?{state(r=sid, n=1)}", {}),
        (review, {"Digits": "9"}),
        (f"/voice/review?{state(r=sid, n=1)}", {"Digits": "1"}),
        (f"/voice/sent?{state(r=sid)}", {}),
        ("/voice/fallback", {"ErrorCode": "11200", "ErrorUrl": PUBLIC + review}),
        ("/voice/status", {"CallStatus": "completed", "CallDuration": "41"}),
        ("/voice/recording", {"RecordingSid": sid, "RecordingStatus": "completed"}),
    ]


@pytest.mark.parametrize("with_token", [True, False], ids=["with a token", "without"])
def test_a_repeated_webhook_changes_nothing_and_gets_the_same_answer(
    call, clock, everything, recording_sid, with_token
):
    for number, (path, form) in enumerate(walk(call, recording_sid)):
        token = f"00000000-0000-4000-9000-{number:012d}" if with_token else None
        headers = {"I-Twilio-Idempotency-Token": token}
        first = call.post(path, headers=headers, **form)
        after_first = everything()
        for minutes in (1, 180):  # another part of the day, in which other things are said
            clock.move(minutes=minutes)
            again = call.post(path, headers=headers, **form)
            assert (path, again.status, again.response.data) == (
                path,
                first.status,
                first.response.data,
            )
        clock.move(minutes=-181)
        assert (path, everything()) == (path, after_first)


def test_without_tokens_another_key_is_another_turn(call, kept):
    bare = {"I-Twilio-Idempotency-Token": None}
    path = f"/voice/menu?{state()}"
    for digits in ("9", "1", "9"):
        call.post(path, headers=bare, Digits=digits)
    assert [turn.digits for turn in kept(call.sid)[3]] == ["9", "1"]


def do(name: str, call: TwilioCall, sid: str) -> None:
    match name:
        case "incoming":
            call.rings()
        case "action":
            call.recorded(RECORDED, sid, 12, Digits="hangup", CallStatus="completed")
        case "recording":
            assert call.recording_is("completed", sid, 12).status == 204
        case "status":
            assert call.ends().status == 204


ORDERS = list(itertools.permutations(["incoming", "action", "recording", "status"]))


@pytest.mark.parametrize("order", ORDERS, ids="-".join)
def test_in_every_order_and_twice_over_a_message_is_one_ticket(
    call, kept, everything, recording_sid, order
):
    for name in (*order, *order):
        do(name, call, recording_sid)
    row, ticket, (recording,), _ = kept(call.sid)
    assert (ticket.kind, ticket.caller_number) == (Kind.MESSAGE, CALLER)
    assert (row.status, row.duration_s, row.from_number) == ("completed", 30, CALLER)
    assert (recording.state, recording.duration_s) == (RecordingState.ANNOUNCED, 12)
    rows = everything()
    assert (rows["tickets"], rows["callbacks"]) == (1, 1)


@pytest.mark.parametrize(
    "lost", [set(lost) for size in (1, 2, 3) for lost in itertools.combinations(ORDERS[0], size)]
)
def test_whatever_is_lost_what_arrives_makes_the_ticket(call, kept, recording_sid, lost):
    came = [name for name in ORDERS[0] if name not in lost]
    for name in came:
        do(name, call, recording_sid)
    row, ticket, _, _ = kept(call.sid)
    if came == ["incoming"]:
        assert ticket is None  # the sweep files it, once the call has been quiet for long
        return
    told = {"action", "recording"} & set(came)
    assert ticket.kind == (Kind.MESSAGE if told else Kind.MISSED)
    assert row.from_number == (None if came == ["recording"] else CALLER)


def test_the_callback_gets_the_number_when_the_recording_came_first(
    call, sessions, clock, recording_sid
):
    call.recording_is("completed", recording_sid, 12)
    call.ends()
    with sessions() as session:
        (waiting,) = queue.queue(session, clock.at)
    assert waiting.number == CALLER


@pytest.mark.parametrize("status", ["completed", "no-answer", "busy", "failed", "canceled"])
def test_a_call_that_ends_in_nothing_is_rung_back(call, kept, status):
    call.rings()
    assert call.ends(status, 4).status == 204
    row, ticket, *_ = kept(call.sid)
    assert (row.status, row.duration_s) == (status, 4)
    assert ticket.kind == Kind.MISSED


@pytest.mark.parametrize("status", ["ringing", "in-progress", "queued", "", "another"])
def test_a_call_that_goes_on_gets_no_ticket_yet(call, kept, status):
    call.rings()
    assert call.ends(status).status == 204
    row, ticket, *_ = kept(call.sid)
    assert (ticket, row.finished_at) == (None, None)


def test_a_missed_call_becomes_a_message_when_the_recording_arrives(call, kept, recording_sid):
    call.rings()
    call.ends()
    assert kept(call.sid)[1].kind == Kind.MISSED
    call.recording_is("completed", recording_sid, 12)
    assert kept(call.sid)[1].kind == Kind.MESSAGE


def test_the_calls_we_place_are_not_calls_for_help(call, everything):
    assert call.ends(Direction="outbound-api").status == 204
    assert set(everything().values()) == {0}


NOTHING = {
    "no action": lambda call, sid: None,
    "the action, without a recording": lambda call, sid: call.post(f"/voice/recorded?{state(n=1)}"),
    "the action, with no second of it": lambda call, sid: call.recorded(
        RECORDED, sid, 0, Digits="hangup", CallStatus="completed"
    ),
}
NEWS = {
    "no callback": lambda call, sid: None,
    "absent": lambda call, sid: call.recording_is("absent", sid),
    "completed, with no second of it": lambda call, sid: call.recording_is("completed", sid, 0),
}


@pytest.mark.parametrize("action", NOTHING.values(), ids=NOTHING)
@pytest.mark.parametrize("news", NEWS.values(), ids=NEWS)
@pytest.mark.parametrize("status_first", [False, True])
def test_nothing_recorded_is_a_missed_call_whichever_way_twilio_says_it(
    call, kept, recording_sid, action, news, status_first
):
    call.rings()
    action(call, recording_sid)
    if status_first:
        call.ends()
    news(call, recording_sid)
    call.ends()
    _, ticket, left, _ = kept(call.sid)
    assert ticket.kind == Kind.MISSED
    assert {recording.state for recording in left} <= {RecordingState.ABSENT}


def test_a_recording_in_progress_is_no_news(call, everything, recording_sid):
    assert call.recording_is("in-progress", recording_sid).status == 204
    assert set(everything().values()) == {0}


def test_a_recording_that_twilio_gave_up_is_left_for_people_to_see(call, kept, recording_sid):
    call.rings()
    call.recording_is("failed", recording_sid)
    _, ticket, (recording,), _ = kept(call.sid)
    assert (ticket.kind, recording.state) == (Kind.MESSAGE, RecordingState.FAILED)


def test_a_number_that_comes_after_the_text_was_read_undoes_a_slip_of_hearing(
    call, recording_sid, sessions, clock
):
    misheard = CALLER[:-1] + str((int(CALLER[-1]) + 1) % 10)
    call.recording_is("completed", recording_sid, 12)
    with sessions.begin() as session:
        draft = TicketDraft(callback_number=misheard)
        ticket_id = lifecycle.enrich_of_call(session, call.sid, draft, clock()).id
    with sessions() as session:
        assert queue.of_ticket(session, ticket_id).number == misheard  # nothing else is known
    call.ends()
    with sessions() as session:
        assert queue.of_ticket(session, ticket_id).number == CALLER


def test_a_number_that_a_person_wrote_stays_whatever_comes_late(
    call, recording_sid, sessions, clock
):
    written = CALLER[:-1] + str((int(CALLER[-1]) + 1) % 10)
    call.recording_is("completed", recording_sid, 12)
    with sessions.begin() as session:
        ticket_id = lifecycle.of_call(session, call.sid).id
        facts = {"callback_number": written}
        lifecycle.correct(session, ticket_id, facts, actor="anna", now=clock())
    call.ends()
    with sessions() as session:
        assert queue.of_ticket(session, ticket_id).number == written
