"""What a technician says became of a callback is kept with all that follows, or taken back whole."""

from datetime import timedelta
from decimal import Decimal

import pytest

from rules.callbacks.callback import Policy, State
from rules.callbacks.outcomes import Outcome, ReportedOutcome
from rules.errors import BadInput, MoveRefused
from rules.tickets.ticket import State as TicketState
from store.billing import quotes, work_minutes
from store.callbacks import attempts, outcomes, queue
from store.messages import pending_updates
from store.staff import accounts
from store.tickets import lifecycle
from tests.builders import a_call, a_ticket, a_user
from tests.leotron import HOURS, NOON

MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)
LEASE = 30 * MINUTE
POLICY = Policy(max_attempts=2, waits=(10 * MINUTE, 30 * MINUTE))
DAY = timedelta(days=1)


@pytest.fixture
def session(sessions):
    with sessions.begin() as session:
        yield session


@pytest.fixture
def callback(session, now):
    call = a_call(session, from_number="+393471234567", now=now)
    return queue.of_ticket(session, a_ticket(session, call, now=now).id)


@pytest.fixture
def bruno(session, now):
    return a_user(session, "bruno", now=now)


def claim(session, callback, now):
    return queue.claim(session, callback.id, by="anna", now=now, lease=LEASE)


def record(session, callback, told, now, token=None, **changes):
    told = told if isinstance(told, ReportedOutcome) else ReportedOutcome(Outcome(told))
    given = {"by": "anna", "policy": POLICY, "hours": HOURS, "vat_percent": Decimal(22)}
    token = token or claim(session, callback, now)
    return outcomes.record_outcome(
        session, callback.id, token, told, now=now, **{**given, **changes}
    )


def standing(session, callback):
    """All that an outcome may alter, but for the claim's token and lease."""
    ticket = lifecycle.find(session, callback.ticket_id)
    session.expire_all()
    return (
        callback.state,
        callback.claimed_by,
        callback.attempts,
        callback.next_at,
        (callback.handed_to, callback.agreed_at, callback.agreed_on),
        ticket.state,
        len(quotes.of_ticket(session, ticket.id)),
        told_of(session, ticket.id),
    )


def told_of(session, ticket_id):
    """What customers are told of, as far as it stands."""
    facts = pending_updates.pending_updates(session, NOON - DAY, NOON + DAY)
    return [fact.about.value for fact in facts if pending_updates.still_holds(session, fact)]


EVERY = [
    (ReportedOutcome(Outcome.SOLVED), State.DONE, TicketState.RESOLVED),
    (ReportedOutcome(Outcome.SPOKEN), State.DONE, TicketState.IN_PROGRESS),
    (ReportedOutcome(Outcome.TO_BE_QUOTED), State.DONE, TicketState.IN_PROGRESS),
    (ReportedOutcome(Outcome.CALL_AGAIN, at=NOON + 5 * MINUTE), State.WAITING, TicketState.OPEN),
    (ReportedOutcome(Outcome.NO_ANSWER), State.WAITING, TicketState.OPEN),
    (ReportedOutcome(Outcome.BUSY), State.WAITING, TicketState.OPEN),
    (ReportedOutcome(Outcome.MACHINE), State.WAITING, TicketState.OPEN),
    (ReportedOutcome(Outcome.MAILBOX), State.WAITING, TicketState.OPEN),
    (ReportedOutcome(Outcome.WITHDRAWN), State.WAITING, TicketState.OPEN),
    (ReportedOutcome(Outcome.FAILED), State.WAITING, TicketState.OPEN),
    (ReportedOutcome(Outcome.WRONG_NUMBER), State.GIVEN_UP, TicketState.OPEN),
    (ReportedOutcome(Outcome.HANDED_ON, to="bruno"), State.WAITING, TicketState.OPEN),
]


@pytest.mark.parametrize(("told", "state", "ticket_state"), EVERY)
def test_an_outcome_moves_callback_and_ticket(
    session, callback, bruno, now, told, state, ticket_state
):
    record(session, callback, told, now)
    found = standing(session, callback)
    assert (found[0], found[5]) == (state, ticket_state)
    assert attempts.newest(session, callback.id).outcome == told.outcome


@pytest.mark.parametrize("before", [0, 1])
@pytest.mark.parametrize(
    "told", [told for told, *_ in EVERY], ids=[str(e[0].outcome) for e in EVERY]
)
def test_an_outcome_is_undone_within_a_minute_with_all_that_followed(
    session, callback, bruno, now, told, before
):
    for _ in range(before):  # so that the next try in vain is the last, and the customer is told
        record(session, callback, "no_answer", now)
    token = claim(session, callback, now)
    stood = standing(session, callback)
    record(session, callback, told, now, token)
    assert standing(session, callback) != stood
    fresh = outcomes.undo(session, callback.id, by="anna", now=now + 59 * SECOND)
    assert standing(session, callback) == stood
    assert fresh != token
    with pytest.raises(MoveRefused, match="no longer held"):
        record(session, callback, "busy", now, token)
    record(session, callback, told, now, fresh)
    assert attempts.newest(session, callback.id).outcome == told.outcome


def test_the_customer_is_told_of_the_first_try_in_vain_and_of_the_last(session, callback, now):
    record(session, callback, "busy", now)
    assert told_of(session, callback.ticket_id) == ["missed_you"]
    record(session, callback, "no_answer", now)
    assert standing(session, callback)[0] == State.GIVEN_UP
    assert told_of(session, callback.ticket_id) == ["gave_up"]


@pytest.mark.parametrize("outcome", ["failed", "withdrawn", "wrong_number"])
def test_nobody_is_told_of_a_call_that_did_not_reach_their_telephone(
    session, callback, now, outcome
):
    record(session, callback, outcome, now)
    assert told_of(session, callback.ticket_id) == []


def test_technical_failures_and_own_hang_ups_cost_nothing_however_many(session, callback, now):
    for _ in range(5):
        record(session, callback, "failed", now)
        record(session, callback, "withdrawn", now)
    assert standing(session, callback)[:3] == (State.WAITING, None, 0)


@pytest.mark.parametrize("minutes", [1, 60])
def test_after_a_minute_nothing_is_undone(session, callback, now, minutes):
    record(session, callback, "no_answer", now)
    with pytest.raises(MoveRefused, match="within a minute"):
        outcomes.undo(session, callback.id, by="anna", now=now + minutes * MINUTE)


def test_nobody_undoes_what_another_told(session, callback, now):
    record(session, callback, "no_answer", now)
    with pytest.raises(MoveRefused):
        outcomes.undo(session, callback.id, by="bruno", now=now)


def taken_by_a_colleague(session, callback, now):
    queue.claim(session, callback.id, by="bruno", now=now, lease=LEASE)


def closed(session, callback, now):
    lifecycle.move(session, callback.ticket_id, TicketState.CLOSED, actor="bruno", now=now)


@pytest.mark.parametrize("meanwhile", [taken_by_a_colleague, closed])
def test_an_outcome_from_which_something_followed_stands(session, callback, now, meanwhile):
    record(session, callback, "no_answer", now)
    meanwhile(session, callback, now)
    stood = standing(session, callback)
    with pytest.raises(MoveRefused):
        outcomes.undo(session, callback.id, by="anna", now=now + SECOND)
    assert standing(session, callback) == stood


def test_an_outcome_is_undone_once(session, callback, now):
    record(session, callback, "no_answer", now)
    outcomes.undo(session, callback.id, by="anna", now=now)
    with pytest.raises(MoveRefused):
        outcomes.undo(session, callback.id, by="anna", now=now)


def test_a_draft_that_somebody_began_to_write_stays(session, callback, now):
    quote_id = record(session, callback, "to_be_quoted", now).quote_id
    assert record_again_gives_no_second_draft(session, callback, now) is None
    line = quotes.Line(quotes.LineKind.PARTS, "Testina", Decimal(1), Decimal(10))
    quotes.rewrite(session, quote_id, [line])
    assert quotes.discard(session, quote_id, actor="anna", now=now) is False


def record_again_gives_no_second_draft(session, callback, now):
    lifecycle.move(session, callback.ticket_id, TicketState.RESOLVED, actor="anna", now=now)
    lifecycle.move(session, callback.ticket_id, TicketState.OPEN, actor="anna", now=now)
    return record(session, callback, "to_be_quoted", now).quote_id


def test_whoever_goes_on_with_a_request_rings_at_the_hour_that_was_agreed_on(
    session, callback, bruno, now
):
    agreed = now + 5 * MINUTE
    record(session, callback, ReportedOutcome(Outcome.CALL_AGAIN, at=agreed), now)
    record(session, callback, ReportedOutcome(Outcome.HANDED_ON, to="bruno"), now + MINUTE)
    assert (callback.next_at, callback.agreed_at) == (agreed, agreed)
    record(session, callback, "no_answer", agreed)
    record(session, callback, ReportedOutcome(Outcome.HANDED_ON, to="bruno"), agreed + MINUTE)
    assert callback.next_at == agreed + MINUTE


def test_an_agreed_hour_ends_with_the_request(session, callback, now):
    record(session, callback, ReportedOutcome(Outcome.CALL_AGAIN, at=now + 5 * MINUTE), now)
    lifecycle.move(session, callback.ticket_id, TicketState.RESOLVED, actor="anna", now=now)
    lifecycle.move(session, callback.ticket_id, TicketState.OPEN, actor="anna", now=now)
    session.refresh(callback)
    assert (callback.state, callback.agreed_at) == (State.WAITING, None)


def test_history_tells_to_whom_a_request_was_handed(session, callback, bruno, now):
    record(session, callback, ReportedOutcome(Outcome.HANDED_ON, to="bruno"), now)
    told = [
        (row.actor, row.note)
        for row in lifecycle.history(session, callback.ticket_id)
        if row.event == "handed_on"
    ]
    assert told == [("anna", "bruno")]


@pytest.mark.parametrize("to", ["anna", "nobody", "dario"])
def test_a_request_is_handed_only_to_a_colleague(session, callback, bruno, now, to):
    a_user(session, "dario", now=now)
    accounts.disable(session, "dario", now=now)
    with pytest.raises(BadInput, match="a colleague"):
        record(session, callback, ReportedOutcome(Outcome.HANDED_ON, to=to), now)


def test_minutes_are_not_made_up_for_calls_by_hand(session, callback, now):
    record(session, callback, "solved", now)
    assert work_minutes.entries(session, callback.ticket_id) == []
