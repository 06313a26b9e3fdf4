"""What statements say of promises is what the rule says, on any history and on each database."""

from datetime import datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from rules.callbacks.callback import LIVE, State
from rules.callbacks.outbound_call import rings
from rules.callbacks.outcomes import Outcome
from rules.callbacks.promise_state import Promised, is_warned, late_since, was_kept
from rules.promise import kept_by_week
from rules.promise.kept import weeks_of
from rules.tickets.ticket import State as TicketState
from store.callbacks import promise_counts, queue
from store.models import Attempt, Callback
from store.tickets import promise_facts
from store.views import statistics, ticket_list
from store.views.monitoring import figures
from tests.builders import a_ticket

ROME = "Europe/Rome"
MINUTE = timedelta(minutes=1)
SINCE = timedelta(days=1)

minutes = st.integers(-90, 30).map(lambda step: 5 * step)  # of a grid: equal instants are met too
attempts = st.tuples(
    st.integers(-90, 0).map(lambda step: 5 * step),
    st.none() | st.sampled_from(Outcome),
    st.none() | st.sampled_from(Outcome),
)
histories = st.fixed_dictionaries(
    {
        "promised": st.none() | minutes,
        "warned": st.none() | minutes,
        "agreed": st.none() | st.tuples(minutes, minutes),
        "state": st.sampled_from(State),
        "is_cancelled": st.booleans(),
        "attempts": st.lists(attempts, max_size=4),
    }
)


def written(session, history: dict, now: datetime) -> tuple[int, Promised]:
    """The history in the ledger: its ticket, and what the rule makes of it."""

    def at(of):
        return None if of is None else now + of * MINUTE

    ticket = a_ticket(session, now=now - SINCE)
    ticket.promised_at, ticket.promise_warned_at = at(history["promised"]), at(history["warned"])
    ticket.state = TicketState.CANCELLED if history["is_cancelled"] else TicketState.OPEN
    row = session.scalars(select(Callback).where(Callback.ticket_id == ticket.id)).one()
    agreed, on = history["agreed"] or (None, None)
    row.state, row.agreed_at, row.agreed_on = history["state"], at(agreed), at(on)
    for of, outcome, proposed in history["attempts"]:
        facts = {"outcome": outcome, "proposed": proposed, "ended_at": now}
        session.add(Attempt(callback_id=row.id, started_at=at(of), **facts))
    session.flush()
    rung = sorted(at(of) for of, *found in history["attempts"] if rings(*found))
    return ticket.id, Promised(
        promised_at=ticket.promised_at,
        warned_at=ticket.promise_warned_at,
        agreed_at=row.agreed_at,
        agreed_on=row.agreed_on,
        first_rung_at=rung[0] if rung else None,
        last_rung_at=rung[-1] if rung else None,
    )


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(told=st.lists(histories, max_size=5))
def test_statements_and_the_rule_agree_on_any_history(sessions, now, told):
    with sessions() as session:
        known = [(history, *written(session, history, now)) for history in told]
        expected = {ticket_id: of for _, ticket_id, of in known}
        assert promise_facts.of_tickets(session, expected) == expected

        due = [
            of
            for history, _, of in known
            if of.promised_at and of.promised_at <= now and not history["is_cancelled"]
        ]
        kept = sum(was_kept(of.promised_at, of.first_rung_at) for of in due)
        hours = statistics.promises_by_hour(session, now - SINCE, now)
        assert sum(one.count for one in hours) == len(due)
        assert sum(one.kept for one in hours) == kept
        weeks = weeks_of([(one.at, one.count, one.kept) for one in hours], now - SINCE, now, ROME)
        by_command = kept_by_week(promise_counts.made(session, now - SINCE), now, ROME)
        assert [(week.promised, week.kept) for week in weeks if week.promised] == [
            (week.promised, week.kept) for week in by_command
        ]

        live = [of for history, _, of in known if history["state"] in LIVE]
        late = sum(late_since(of, now) is not None for of in live)
        owed, seen = promise_counts.owed(session, now), figures(session, now)
        assert owed.late == seen.broken == late
        assert owed.warned == seen.warned == sum(map(is_warned, live))
        listed = ticket_list.entries_of(session, expected).values()
        shown_late = [
            one.id
            for one in listed
            if one.callback_state in LIVE and late_since(one, now) is not None
        ]
        assert len(shown_late) == late
        queued = [entry for entry in queue.queue(session, now) if late_since(entry, now)]
        assert {entry.ticket_id for entry in queued} <= set(shown_late)
        session.rollback()
