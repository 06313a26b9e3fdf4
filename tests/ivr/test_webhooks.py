"""Webhooks of a call: what is written, what is answered, what is refused."""

from dataclasses import replace

import pytest

from ivr.flows import STEPS
from rules.tickets.ticket import Kind
from store.customers import directory
from store.models.states import RecordingState
from tests.builders import a_recording_sid
from tests.ivr.signed_call import RECORDED, state
from tests.leotron import ACCOUNT, CALLER, PUBLIC


def test_the_first_webhook_keeps_the_call_and_greets(call, kept, now):
    answer = call.rings()
    assert (answer.status, answer.response.content_type) == (200, "text/xml; charset=utf-8")
    assert "Leotron" in answer.said
    row, ticket, _, turns = kept(call.sid)
    assert (row.from_number, row.line, row.flow, row.started_at) == (
        CALLER,
        "weekday",
        "weekday",
        now,
    )
    assert ticket is None
    assert [(turn.step, turn.heard.split()[0]) for turn in turns] == [("incoming", "greeting")]


def test_a_message_becomes_a_ticket_before_anything_else(call, kept, recording_sid, now):
    call.rings()
    answer = call.recorded(RECORDED, recording_sid, 12, Digits="#")
    assert "review" in answer.goes_to("Gather")
    row, ticket, (recording,), _ = kept(call.sid)
    assert (ticket.kind, ticket.caller_number, ticket.in_charge_at) == (Kind.MESSAGE, CALLER, now)
    assert (recording.state, recording.duration_s) == (RecordingState.ANNOUNCED, 12)
    assert row.finished_at is None


def test_keys_language_and_code_are_kept_as_facts(call, sessions, kept):
    with sessions.begin() as session:
        directory.add(session, code="L1042", name="Ferramenta Rossi")
    menu = call.rings().goes_to("Gather")
    english = call.presses(menu, "2")
    assert "After the beep" in english.said
    code = call.presses(english.goes_to("Gather"), "1").goes_to("Gather")
    call.presses(code, "1042")
    row, *_, turns = kept(call.sid)
    assert (row.language, row.customer_code, row.customer_id is None) == ("en", "1042", False)
    assert [(turn.step, turn.digits) for turn in turns] == [
        ("incoming", ""),
        ("menu", "2"),
        ("menu", "1"),
        ("code", "1042"),
    ]


def test_a_subscriber_of_j_system_is_taken_in_charge_by_the_week_ends_hours(
    call, clock, kept, recording_sid
):
    clock.at = clock.at.replace(day=28)  # Saturday, ten o'clock
    answer = call.presses(call.rings().goes_to("Gather"), "1")
    call.recorded(answer.goes_to("Redirect").replace("message", "recorded"), recording_sid, 9)
    row, ticket, *_ = kept(call.sid)
    assert row.j_system_claimed
    assert ticket.in_charge_at == clock.at
    assert ticket.urgency == "blocking"


def test_others_wait_for_the_next_working_day(call, clock, kept, recording_sid):
    clock.at = clock.at.replace(day=28)
    call.rings()
    call.recorded(f"/voice/recorded?{state(f='weekend')}", recording_sid, 9)
    _, ticket, *_ = kept(call.sid)
    assert ticket.in_charge_at > clock.at


def test_the_number_of_the_ticket_is_said_in_the_end(call, kept, recording_sid):
    call.rings()
    call.recorded(RECORDED, recording_sid, 12)
    said = call.post(f"/voice/sent?{state(r=recording_sid)}").said
    _, ticket, *_ = kept(call.sid)
    assert ticket is not None
    assert "numero" in said


@pytest.mark.parametrize("caller", ["anonymous", "+266696687", "", "sip:ditta@example.it"])
def test_who_hides_the_number_still_gets_a_ticket(another_call, kept, recording_sid, caller):
    call = another_call(caller=caller)
    call.rings()
    call.recorded(RECORDED, recording_sid, 12)
    row, ticket, *_ = kept(call.sid)
    assert (row.from_number, ticket.caller_number) == (None, None)
    assert row.from_raw == caller


def test_every_step_answers_a_caller_of_whom_we_never_heard(another_call, kept, recording_sid):
    for step in STEPS:
        call = another_call()
        answer = call.post(f"/voice/{step}?{state()}", RecordingSid=recording_sid)
        assert (step, answer.status) == (step, 200)
        row, *_ = kept(call.sid)
        assert (row.from_number, row.line) == (CALLER, "weekday")


def test_what_the_address_remembers_is_kept_when_the_calls_beginning_was_missed(call, kept):
    call.post(f"/voice/message?{state(l='en', j=1, f='weekend')}")
    row, *_ = kept(call.sid)
    assert (row.language, row.j_system_claimed, row.flow) == ("en", True, "weekend")


# What is refused never reaches the database: one kind will do.
on_one_database = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

STEP_ADDRESSES = ["/voice/incoming", f"/voice/menu?{state()}", RECORDED, "/voice/fallback"]
ADDRESSES = [*STEP_ADDRESSES, "/voice/recording", "/voice/status"]


@on_one_database
@pytest.mark.parametrize("path", ADDRESSES)
@pytest.mark.parametrize(
    "bend",
    [
        lambda call, path: call.post(path, headers={"X-Twilio-Signature": None}),
        lambda call, path: call.post(path, headers={"X-Twilio-Signature": ""}),
        lambda call, path: replace(call, token="another").post(path),
        lambda call, path: replace(call, token="").post(path),
        lambda call, path: call.post(path, sign="/voice/sent"),
        lambda call, path: call.post(path + ("&" if "?" in path else "?") + "l=en", sign=path),
        lambda call, path: call.post(path, AccountSid="AC" + "9" * 32),
    ],
    ids=[
        "no signature",
        "an empty one",
        "another token",
        "an empty token",
        "another address",
        "a longer address",
        "another account",
    ],
)
def test_what_is_not_twilios_is_refused_and_changes_nothing(call, everything, path, bend):
    before = everything()
    answer = bend(call, path)
    assert (answer.status, answer.response.data) == (403, b"")
    assert everything() == before


CALLBACKS = {"/voice/recording", "/voice/status", "/voice/delivery"}


@on_one_database
@pytest.mark.parametrize("path", ADDRESSES)
@pytest.mark.parametrize(
    "bent",
    [
        {"CallSid": "CA1"},
        {"CallSid": ""},
        {"CallSid": "CA" + "1" * 32 + "\n"},
        {"CallSid": None},
        {"AccountSid": None},
        {"AccountSid": "AC1"},
        {"RecordingSid": "RE1"},
        {"RecordingSid": "../../etc/passwd", "RecordingDuration": "9"},
        {"RecordingDuration": "9; DROP TABLE calls"},
        {"CallStatus": "<b>in-progress</b>"},
        {"Digits": "1\r\n"},
        {"ErrorCode": "11200 "},
        {"From": "+39045\x008001234"},
        {"AccountSid": None, "CallSid": None, "From": None, "To": None, "CallStatus": None},
    ],
    ids=str,
)
def test_what_twilio_signed_and_is_not_as_twilios_are_writes_nothing_and_is_answered(
    call, everything, path, bent
):
    before = everything()
    form = {name: value for name, value in {**call.standard(), **bent}.items() if value is not None}
    answer = call.send(path, form)
    assert everything() == before
    if path.partition("?")[0] in CALLBACKS:
        assert (answer.status, answer.response.data) == (403, b"")
        return
    assert answer.status == 200
    left = "RecordingSid" in bent  # as far as one sees, the caller left a message
    assert answer.verbs == (["Say", "Hangup"] if left else ["Say", "Record", "Say", "Hangup"])


def test_a_caller_of_whom_nothing_is_believed_is_heard_and_found_at_twilio(call, everything):
    """As when Twilio's own fields change one day: the recording is there, and is looked for."""
    before = everything()
    odd = {"CallSid": "CALL-" + "1" * 40}
    asked = call.post("/voice/incoming", **odd)
    said = call.post(asked.goes_to("Record"), **odd, RecordingSid="RECO-1", RecordingDuration="9")
    assert said.verbs == ["Say", "Hangup"]
    assert everything() == before


@on_one_database
@pytest.mark.parametrize("path", ADDRESSES)
def test_a_parameter_given_twice_is_refused(call, everything, path):
    form = {**call.standard(), "RecordingSid": a_recording_sid(), "CallSid": [call.sid, call.sid]}
    from twilio.request_validator import RequestValidator
    from werkzeug.datastructures import MultiDict

    signed = RequestValidator(call.token).compute_signature(PUBLIC + path, MultiDict(form))
    response = call.client.post(path, data=form, headers={"X-Twilio-Signature": signed})
    assert (response.status_code, response.data) == (403, b"")
    assert set(everything().values()) == {0}


def test_a_part_of_the_form_cannot_be_moved_into_the_address(call, everything):
    form = call.standard()
    moved = {name: value for name, value in form.items() if name != "AccountSid"}
    call_with = replace(call)
    path = f"/voice/incomingAccountSid{ACCOUNT}"
    answer = call_with.send(path, moved)
    assert answer.status == 404
    assert set(everything().values()) == {0}


@on_one_database
@pytest.mark.parametrize(
    "path", ["/voice/", "/voice/nothing", "/voice/incoming/", "/voice/../voice/incoming", "/voice"]
)
def test_only_exact_addresses_exist(call, everything, path):
    assert call.post(path).status in {404, 308}
    assert set(everything().values()) == {0}


@on_one_database
@pytest.mark.parametrize("path", ADDRESSES)
def test_webhooks_are_posted(call, path):
    assert call.client.get(path).status_code == 405
