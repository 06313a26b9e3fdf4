"""What Twilio has and we have not becomes a ticket; looking again changes nothing."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from ivr.twilio_seen import SeenCall, SeenRecording
from rules.errors import ListCutShort, PermanentFailure, TemporaryFailure
from rules.tickets.ticket import Kind
from scheduler.reconcile import Looking, Reconciler
from store.calls import call_log, recordings, voicemail
from store.models import Call, Recording, Ticket
from store.models.states import RecordingState
from store.tickets import lifecycle
from tests.builders import a_call, a_call_sid, a_recording, a_recording_sid, a_ticket
from tests.leotron import ACCOUNT, CALLER, HOURS, NOON, WEEKDAY_LINE

LATER = NOON + timedelta(hours=1)


@dataclass
class Twilio:
    """Knows some calls and recordings, and remembers what it was asked."""

    known: list[SeenCall] = field(default_factory=list)
    made: list[SeenRecording] = field(default_factory=list)
    asked: list[datetime] = field(default_factory=list)
    fault: Exception | None = None
    looked_up: list[str] = field(default_factory=list)
    cut: bool = False  # whether its lists break off

    def call(self, sid: str) -> SeenCall | None:
        self.looked_up.append(sid)
        if self.fault:
            raise self.fault
        return next((call for call in self.known if call.sid == sid), None)

    def calls_since(self, instant: datetime) -> list[SeenCall]:
        self.asked.append(instant)
        return [call for call in self.known if call.started_at >= instant]

    def recordings_since(self, instant: datetime) -> list[SeenRecording]:
        found = [recording for recording in self.made if recording.created_at >= instant]
        if self.cut:
            raise ListCutShort("the list ended early", found)
        return found


def seen(sid=None, **changes) -> SeenCall:
    told = SeenCall(
        sid or a_call_sid(), ACCOUNT, CALLER, WEEKDAY_LINE, "inbound", "completed", NOON, 42
    )
    return replace(told, **changes)


def made(call: SeenCall, sid=None, **changes) -> SeenRecording:
    told = SeenRecording(sid or a_recording_sid(), call.sid, "completed", call.started_at, 12)
    return replace(told, **changes)


@pytest.fixture
def twilio() -> Twilio:
    return Twilio()


@pytest.fixture
def reconciler(sessions, twilio) -> Reconciler:
    return Reconciler(
        sessions, twilio, lambda: LATER, Looking(lambda: HOURS, {WEEKDAY_LINE: "weekday"})
    )


@pytest.fixture
def rows(sessions):
    def count() -> tuple[int, ...]:
        with sessions() as session:
            return tuple(
                session.scalar(select(func.count()).select_from(table))
                for table in (Call, Recording, Ticket)
            )

    return count


def test_a_call_we_never_heard_of_is_rung_back(reconciler, twilio, sessions, rows):
    twilio.known = [seen()]
    assert reconciler.look() == 1
    with sessions() as session:
        call = call_log.find(session, twilio.known[0].sid)
        ticket = lifecycle.of_call(session, call.sid)
    assert (call.from_number, call.line, call.flow) == (CALLER, "weekday", "weekday")
    assert (call.started_at, call.status, call.duration_s) == (NOON, "completed", 42)
    assert call.finished_at == NOON + timedelta(seconds=42)
    assert (ticket.kind, ticket.caller_number, ticket.in_charge_at) == (Kind.MISSED, CALLER, NOON)
    assert reconciler.look() == 0
    assert rows() == (1, 0, 1)


def test_a_message_we_never_heard_of_is_filed_and_fetched(reconciler, twilio, sessions, rows):
    twilio.known = [seen()]
    twilio.made = [made(twilio.known[0])]
    assert reconciler.look() == 2  # the recording, and the end of its call
    with sessions() as session:
        ticket = lifecycle.of_call(session, twilio.known[0].sid)
        (recording,) = recordings.of_call(session, twilio.known[0].sid)
    assert (ticket.kind, ticket.caller_number) == (Kind.MESSAGE, CALLER)
    assert (recording.state, recording.duration_s) == (RecordingState.ANNOUNCED, 12)
    assert reconciler.look() == 0
    assert rows() == (1, 1, 1)


def test_a_missed_call_becomes_a_message_when_its_recording_is_found(reconciler, twilio, sessions):
    with sessions.begin() as session:
        ticket = a_ticket(session, kind=Kind.MISSED)
    twilio.known = [seen(ticket.call_sid)]
    twilio.made = [made(twilio.known[0])]
    reconciler.look()
    with sessions() as session:
        assert lifecycle.of_call(session, ticket.call_sid).kind == Kind.MESSAGE


def test_a_recording_with_nothing_in_it_is_a_missed_call(reconciler, twilio, sessions):
    twilio.known = [seen()]
    twilio.made = [made(twilio.known[0], duration_s=0)]
    reconciler.look()
    with sessions() as session:
        ticket = lifecycle.of_call(session, twilio.known[0].sid)
        (recording,) = recordings.of_call(session, twilio.known[0].sid)
    assert (ticket.kind, recording.state) == (Kind.MISSED, RecordingState.ABSENT)


def test_of_two_messages_found_at_once_the_one_recorded_last_counts(reconciler, twilio, sessions):
    call = seen()
    later = made(call, created_at=NOON + timedelta(minutes=1))
    twilio.known = [call]
    twilio.made = [later, made(call)]  # Twilio lists the newest first
    reconciler.look()
    with sessions() as session:
        counted = voicemail.that_counts(voicemail.by_call(session, [call.sid])[call.sid])
    assert counted is not None
    assert counted.recording.sid == later.sid


def test_a_call_whose_end_we_missed_is_ended(reconciler, twilio, sessions, rows):
    with sessions.begin() as session:
        ticket = a_ticket(session)
    twilio.known = [seen(ticket.call_sid, status="completed")]
    assert reconciler.look() == 1
    with sessions() as session:
        call = call_log.find(session, ticket.call_sid)
    assert (call.status, call.duration_s) == ("completed", 42)
    assert rows() == (1, 0, 1)


def test_the_number_of_a_call_that_began_unseen_reaches_its_ticket(reconciler, twilio, sessions):
    with sessions.begin() as session:
        call = call_log.stub(session, a_call_sid(), NOON)
        a_recording(session, call)
        a_ticket(session, call)
    twilio.known = [seen(call.sid)]
    reconciler.look()
    with sessions() as session:
        assert lifecycle.of_call(session, call.sid).caller_number == CALLER


@pytest.mark.parametrize(
    "other",
    [
        {"to": "+390690281234"},  # another number of the account
        {"direction": "outbound-api"},
        {"direction": "outbound-dial"},
        {"status": "in-progress"},
        {"status": "ringing"},
        {"status": "queued"},
    ],
)
def test_what_is_no_finished_call_of_ours_is_left_alone(reconciler, twilio, rows, other):
    twilio.known = [seen(**other)]
    assert reconciler.look() == 0
    assert rows() == (0, 0, 0)


@pytest.mark.parametrize(
    "other",
    [{"status": "processing"}, {"status": "absent"}, {"status": "deleted"}, {"call_sid": "CA1"}],
)
def test_recordings_that_cannot_be_fetched_are_left_alone(reconciler, twilio, rows, other):
    twilio.known = [seen(status="in-progress")]
    twilio.made = [made(twilio.known[0], **other)]
    assert reconciler.look() == 0
    assert rows() == (0, 0, 0)


def test_a_recording_whose_call_is_older_than_the_list_is_looked_up(reconciler, twilio, sessions):
    old = seen(started_at=LATER - timedelta(days=8))
    twilio.known = [old]
    twilio.made = [made(old, created_at=NOON)]
    assert reconciler.look() == 1
    with sessions() as session:
        assert lifecycle.of_call(session, old.sid).kind == Kind.MESSAGE


def test_one_call_that_twilio_refuses_to_show_holds_up_no_other(reconciler, twilio, rows):
    twilio.fault = PermanentFailure("Twilio answered 400")
    hidden = seen(started_at=LATER - timedelta(days=8))
    twilio.known = [seen()]
    twilio.made = [made(hidden, created_at=NOON)]
    assert reconciler.look() == 1
    assert rows() == (1, 0, 1)


def test_after_a_start_we_look_a_week_back_and_then_a_day_before_the_last_look(reconciler, twilio):
    reconciler.look()
    reconciler.look()
    assert twilio.asked == [LATER - timedelta(days=7), LATER - timedelta(hours=24)]


def test_a_look_that_failed_is_repeated_from_where_it_began(reconciler, twilio, monkeypatch):
    twilio.fault = TemporaryFailure("Twilio answered 503")
    twilio.made = [made(seen(), created_at=NOON)]
    with pytest.raises(TemporaryFailure):
        reconciler.look()
    twilio.fault = None
    reconciler.look()
    assert twilio.asked == [LATER - timedelta(days=7)] * 2


def test_a_hidden_number_is_kept_as_hidden(reconciler, twilio, sessions):
    twilio.known = [seen(from_raw="anonymous")]
    reconciler.look()
    with sessions() as session:
        call = call_log.find(session, twilio.known[0].sid)
    assert (call.from_number, call.from_raw) == (None, "anonymous")


def test_a_call_of_which_all_is_known_needs_nothing(reconciler, twilio, sessions, rows):
    with sessions.begin() as session:
        call = a_call(session)
        a_recording(session, call, sid="RE" + "7" * 32)
        a_ticket(session, call)
        call_log.finish(session, call.sid, status="completed", duration_s=42, now=NOON)
    twilio.known = [seen(call.sid)]
    twilio.made = [made(twilio.known[0], sid="RE" + "7" * 32)]
    assert reconciler.look() == 0
    assert rows() == (1, 1, 1)


@pytest.mark.parametrize(
    "foreign",
    [
        {"call_sid": None},  # another program's conference
        {"call_sid": "CA" + "9" * 32},  # the call was deleted, and its recording stayed
    ],
)
def test_a_foreign_recording_holds_up_no_lost_message(reconciler, twilio, rows, foreign):
    lost = seen()
    twilio.known = [lost]
    twilio.made = [made(lost, **foreign), made(lost)]
    assert reconciler.look() == 2
    assert rows() == (1, 1, 1)


def test_a_call_that_twilio_shows_late_is_asked_for_again_and_a_deleted_one_is_not(
    reconciler, twilio, sessions
):
    young = made(seen(), created_at=LATER - timedelta(minutes=5))
    old = made(seen(), created_at=LATER - timedelta(hours=2))
    twilio.made = [young, old]
    reconciler.look()
    reconciler.look()
    assert twilio.looked_up == [old.call_sid, young.call_sid, young.call_sid]
    twilio.known = [seen(young.call_sid, started_at=LATER - timedelta(days=8))]
    assert reconciler.look() == 1
    with sessions() as session:
        assert lifecycle.of_call(session, young.call_sid).kind == Kind.MESSAGE


def test_what_cannot_be_looked_up_now_holds_up_no_other_and_is_told(reconciler, twilio, rows):
    twilio.fault = TemporaryFailure("Twilio answered 503")
    twilio.known = [seen()]
    twilio.made = [made(seen(), created_at=NOON)]
    with pytest.raises(TemporaryFailure, match="503"):
        reconciler.look()
    assert rows() == (1, 0, 1)


def test_a_list_that_breaks_off_is_taken_in_as_far_as_it_came(reconciler, twilio, rows):
    lost = seen()
    twilio.known, twilio.made, twilio.cut = [lost], [made(lost)], True
    with pytest.raises(TemporaryFailure, match="ended early"):
        reconciler.look()
    assert rows() == (1, 1, 1)


def test_one_item_that_we_cannot_write_holds_up_no_other(reconciler, twilio, rows):
    twilio.known = [seen(duration_s="long"), seen()]
    with pytest.raises(TemporaryFailure, match=twilio.known[0].sid):
        reconciler.look()
    assert rows() == (1, 0, 1)


def test_a_call_that_another_line_sent_on_is_known_as_such(reconciler, twilio, sessions):
    sent_on, straight = seen(forwarded_from="+390457777777"), seen()
    twilio.known = [sent_on, straight]
    reconciler.look()
    with sessions() as session:
        found = [session.get_one(Call, call.sid).forwarded for call in (sent_on, straight)]
    assert found == [True, False]
