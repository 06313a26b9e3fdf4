"""What is due goes out once, whatever breaks in between: with a real carrier's REST, on each engine."""

import time
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import select

from ivr.twilio_api import TwilioApi
from rules.customer_messages import Quiet
from rules.errors import PermanentFailure, TemporaryFailure, UnsureFailure
from scheduler import outbox as sending
from scheduler.outbox import PERHAPS, UNKNOWN_FOR_A_DAY, Sending, Sms
from simulator import Carrier, Number, VirtualClock
from simulator.state.faults import Hang, RestStatus
from store.messages import outbox
from store.models import Outbox, TicketHistory
from store.models.states import OutboxKind, OutboxState
from store.privacy import erasure
from store.tickets import lifecycle
from tests.builders import a_ticket
from tests.leotron import ACCOUNT, TEN, TOKEN

SENDER, MOBILE, ADDRESS = "+390455117067", "+393471234567", "mario@example.it"
TEXT = "Assistenza Leotron: abbiamo registrato la richiesta 1001."
MINUTE = timedelta(minutes=1)


class CrashError(BaseException):
    """The process ends here: nothing of ours may catch it."""


class Post:
    """The sender, the carrier it sends through, and a mail server that does as it is told."""

    def __init__(self, sessions, carrier, twilio) -> None:
        self.sessions, self.carrier, self.twilio = sessions, carrier, twilio
        self.mailed: list[str] = []
        self.mail_answers: list[Exception] = []
        self.before = self.after = lambda: None

    def send_sms(self, to: str, text: str) -> str:
        self.before()
        sid = self.twilio.send_sms(to, SENDER, text, None)
        self.after()
        return sid

    def alike(self, to, _text, since):
        return list(self.twilio.texts_told(to, since))

    def send_email(self, to: str, _subject: str, _body: str, key: str) -> str:
        self.before()
        if self.mail_answers:
            raise self.mail_answers.pop(0)
        self.mailed.append(to)
        self.after()
        return f"<{key}@example.it>"

    def write(self, kind=OutboxKind.SMS, to=MOBILE, key="k1", until=None) -> None:
        body = {"subject": "Richiesta", "text": TEXT, "until": until and until.isoformat()}
        with self.sessions.begin() as session:
            ticket = a_ticket(session)
            put = partial(outbox.put, session, kind=kind, to=to, body=body, key=key)
            put(now=self.carrier.clock.now(), ticket_id=ticket.id)

    def tick(self) -> None:
        ways = Sending(
            Quiet(), Sms(self.send_sms, self.twilio.sms_sent, self.alike), self.send_email
        )
        sending.send_due(self.sessions, self.carrier.clock.now, ways)

    def crash_at(self, place: str) -> None:
        """The process dies there once; another takes over when the lease has ended."""

        def crash() -> None:
            self.before = self.after = lambda: None
            raise CrashError

        setattr(self, place, crash)
        with pytest.raises(CrashError):
            self.tick()

    def wait(self, how_long: timedelta, every: timedelta = MINUTE / 2) -> None:
        """So much later, with the sweep and the sender at work every half minute, or as often as told."""
        for _ in range(round(how_long / every)):
            self.carrier.clock.advance(every.total_seconds())
            with self.sessions.begin() as session:
                outbox.release_stuck(session, self.carrier.clock.now())
            self.tick()

    @property
    def texts(self) -> int:
        return len(self.carrier.exchange.messages)

    @property
    def row(self) -> Outbox:
        with self.sessions() as session:
            return session.scalars(select(Outbox)).one()


@pytest.fixture
def post(sessions):
    clock = VirtualClock(TEN)
    numbers = {SENDER: Number(voice_url="http://127.0.0.1:9/", sms=True)}
    carrier = Carrier(
        account_sid=ACCOUNT, auth_token=TOKEN, numbers=numbers, clock=clock, connect={}
    )
    with carrier.serving() as rest:
        yield Post(sessions, carrier, TwilioApi(ACCOUNT, TOKEN, rest, timeout=0.5))


def test_message_goes_out_once(post):
    post.write()
    post.tick()
    post.wait(10 * MINUTE)
    assert post.texts == 1
    assert (post.row.state, post.row.sent_at) == (OutboxState.SENT, TEN)
    assert post.row.provider_sid in post.carrier.exchange.messages


@pytest.mark.parametrize("place", ["before", "after"])
def test_text_goes_out_once_though_the_sender_died(post, place):
    post.write()
    post.crash_at(place)
    post.wait(15 * MINUTE)
    assert post.texts == 1
    assert post.row.state is OutboxState.SENT


def test_text_that_was_taken_without_an_answer_is_not_sent_again(post):
    post.carrier.faults.add(Hang(kind="POST", path="*Messages*", times=1, seconds=1))
    post.write()
    post.tick()
    assert post.row.state is OutboxState.UNKNOWN
    for _ in range(100):  # the carrier takes it after we gave up listening
        if post.texts:
            break
        time.sleep(0.05)
    post.wait(15 * MINUTE)
    assert post.texts == 1
    assert post.row.state is OutboxState.SENT


@pytest.mark.parametrize("status", [500, 503, 429, 401])
def test_text_that_was_not_taken_is_sent_later(post, status):
    post.carrier.faults.add(RestStatus(kind="POST", path="*Messages*", times=2, status=status))
    post.write()
    post.tick()
    assert post.texts == 0
    post.wait(15 * MINUTE)
    assert post.texts == 1
    assert post.row.state is OutboxState.SENT


def test_nothing_is_repeated_while_twilio_cannot_be_asked(post):
    post.carrier.faults.add(RestStatus(kind="GET", path="*Messages*", times=4, status=503))
    post.write()
    post.crash_at("after")
    post.wait(11 * MINUTE)
    assert (post.texts, post.row.state) == (1, OutboxState.UNKNOWN)
    post.wait(10 * MINUTE)
    assert (post.texts, post.row.state) == (1, OutboxState.SENT)


def test_two_texts_alike_are_told_apart(post):
    post.write(key="k1")
    post.tick()
    post.write(key="k2")
    post.crash_at("before")
    post.wait(15 * MINUTE)
    assert post.texts == 2


def test_refused_text_is_noted_on_the_ticket(post):
    post.write(to="+390458001234")
    post.tick()
    post.wait(10 * MINUTE)
    assert (post.texts, post.row.state) == (0, OutboxState.FAILED)
    with post.sessions() as session:
        failed = select(TicketHistory.note).where(TicketHistory.event == "message_failed")
        assert session.scalars(failed).all() == ["sms: Twilio answered 400, error 21614"]


def test_text_waits_for_the_morning(post):
    post.carrier.clock.advance(12 * 3600)  # ten at night
    post.write()
    post.tick()
    assert (post.texts, post.row.state) == (0, OutboxState.WAITING)
    assert post.row.next_at == TEN + timedelta(hours=22)
    post.carrier.clock.advance(10 * 3600)
    post.tick()
    assert post.texts == 1


def test_message_that_comes_too_late_is_dropped_and_says_so(post):
    post.write(until=TEN + MINUTE)
    post.carrier.clock.advance(60)
    post.tick()
    assert (post.texts, post.row.state) == (0, OutboxState.FAILED)
    assert post.row.last_error == "it would have come too late to be of use"


@pytest.mark.parametrize(
    ("place", "mailed"),
    [("before", 0), ("after", 1)],  # nobody can know which: never twice
)
def test_email_is_never_repeated_on_a_guess(post, place, mailed):
    post.write(OutboxKind.EMAIL, ADDRESS)
    post.crash_at(place)
    post.wait(15 * MINUTE)
    assert len(post.mailed) == mailed
    assert (post.row.state, post.row.last_error) == (OutboxState.FAILED, PERHAPS)


@pytest.mark.parametrize("kind", [OutboxKind.EMAIL, OutboxKind.SMS])
def test_what_a_sender_only_took_before_it_died_is_sent_by_the_next(post, kind):
    post.write(kind, ADDRESS if kind is OutboxKind.EMAIL else MOBILE)
    with post.sessions.begin() as session:
        outbox.claim(session, now=TEN, lease=sending.LEASE)  # and nobody connects
    post.wait(4 * MINUTE)
    assert (post.mailed, post.texts) == ([], 0)
    post.wait(2 * MINUTE)
    assert len(post.mailed) + post.texts == 1
    assert post.row.state is OutboxState.SENT


def test_a_sender_that_was_too_slow_hands_nothing_over(post):
    post.write(OutboxKind.EMAIL, ADDRESS)
    with post.sessions.begin() as session:
        slow = outbox.claim(session, now=TEN, lease=sending.LEASE)
    post.wait(6 * MINUTE)
    with post.sessions.begin() as session:
        assert not outbox.handing_over(session, slow, post.carrier.clock.now())
    assert len(post.mailed) == 1


@pytest.mark.parametrize(
    ("answer", "mailed", "state"),
    [
        (TemporaryFailure("the mail server answered 451"), 1, OutboxState.SENT),
        (PermanentFailure("the mail server answered 550"), 0, OutboxState.FAILED),
        (UnsureFailure("no answer of the mail server's"), 0, OutboxState.FAILED),
    ],
)
def test_what_the_mail_server_says_decides(post, answer, mailed, state):
    post.mail_answers = [answer]
    post.write(OutboxKind.EMAIL, ADDRESS)
    post.tick()
    post.wait(15 * MINUTE)
    assert (len(post.mailed), post.row.state) == (mailed, state)


def test_what_was_erased_is_not_sent(post):
    post.write(to="")
    post.tick()
    assert (post.texts, post.row.last_error) == (0, "erased")


def test_way_that_is_switched_off_leaves_its_messages(post):
    post.write()
    sending.send_due(post.sessions, post.carrier.clock.now, Sending(Quiet()))
    assert (post.row.state, post.row.attempts) == (OutboxState.WAITING, 0)


def test_an_outage_of_hours_costs_time_and_no_message(post):
    post.carrier.faults.add(RestStatus(path="*Messages*", times=12, status=503))
    post.write()
    post.wait(5 * 60 * MINUTE)
    assert (post.texts, post.row.state) == (1, OutboxState.SENT)


def test_what_cannot_be_sent_within_a_day_is_left_to_a_person(post):
    post.carrier.faults.add(RestStatus(path="*Messages*", times=1000, status=503))
    post.write()
    post.wait(26 * 60 * MINUTE, every=5 * MINUTE)
    assert (post.texts, post.row.last_error) == (0, UNKNOWN_FOR_A_DAY)


def test_a_customer_erased_while_the_sender_was_dead_is_told_nothing(post):
    post.write()
    post.crash_at("before")
    with post.sessions.begin() as session:
        erasure.erase(session, post.row.ticket_id, post.carrier.clock.now())
    post.wait(15 * MINUTE)
    assert (post.texts, post.row.to, post.row.body) == (0, "", None)


@pytest.mark.parametrize(("until", "texts"), [(TEN + timedelta(hours=2), 0), (None, 1)])
def test_a_request_that_is_over_is_told_no_time_for_a_call(post, until, texts):
    post.write(until=until)
    with post.sessions.begin() as session:
        ticket_id = post.row.ticket_id
        lifecycle.move(session, ticket_id, "cancelled", actor="caller", now=TEN)
    post.tick()
    assert post.texts == texts
