"""Owners in the ledger: the lists agree with the rule, and what nobody works on is told once."""

import itertools
from datetime import timedelta

import pytest
from sqlalchemy import select

from rules.callbacks.callback import State as CallbackState
from rules.errors import BadInput, MoveRefused
from rules.tickets.owner import Whose
from rules.tickets.ticket import State
from store.callbacks import leavers
from store.models import Callback, Ticket, TicketHistory
from store.tickets import lifecycle, owners
from tests.builders import a_ticket, a_user
from tests.leotron import HOURS, at

EIGHT = timedelta(hours=8)


def test_the_lists_show_exactly_what_the_rule_says(sessions, now):
    kinds = list(
        itertools.product(
            State, [None, *CallbackState], [None, "anna", "bruno"], ["other", "commercial"]
        )
    )
    with sessions.begin() as session:
        for state, callback, owner, category in kinds:
            ticket = a_ticket(session, now=now)
            row = session.scalars(select(Callback).where(Callback.ticket_id == ticket.id)).one()
            ticket.state, ticket.owner, ticket.category = state, owner, category
            if callback is None:
                session.delete(row)
            else:
                row.state = callback
                row.claimed_by = "anna" if callback is CallbackState.CLAIMED else None
                row.handed_to = "anna" if callback is CallbackState.WAITING and owner else None
    joined = select(Ticket.id).outerjoin(Callback, Callback.ticket_id == Ticket.id)
    with sessions() as session:
        ruled = {row.id: owners.of_ticket(session, row) for row in session.scalars(select(Ticket))}
        mine = set(session.scalars(joined.where(owners.are_of("anna"))))
        nobodys = set(session.scalars(joined.where(owners.are_nobodys())))
        assert mine == {one for one, owner in ruled.items() if owner.is_of("anna")}
        assert nobodys == {one for one, owner in ruled.items() if owner.whose is Whose.NOBODY}
        assert owners.count(session, "anna") == (len(mine), len(nobodys))
        assert mine
        assert nobodys


@pytest.fixture
def spoken(sessions, now):
    """Request 1001, after "Parlato, ci lavoro" of Anna's at ten."""
    with sessions.begin() as session:
        a_user(session, "anna", now=now)
        a_user(session, "bruno", now=now)
        ticket = a_ticket(session, now=now)
        session.scalars(select(Callback)).one().state = CallbackState.DONE
        lifecycle.move(session, ticket.id, State.IN_PROGRESS, actor="anna", now=now)
        owners.spoke(session, ticket.id, by="anna", now=now)
    return ticket.id


def told(sessions):
    with sessions() as session:
        events = TicketHistory.event == "idle"
        return [row.at for row in session.scalars(select(TicketHistory).where(events))]


def escalate(sessions, when):
    with sessions.begin() as session:
        return owners.escalate(session, at(when), EIGHT, HOURS)


def test_what_nobody_works_on_is_told_once_and_again_only_after_more_work(sessions, spoken):
    assert escalate(sessions, "2026-11-25T10:59") == 0
    assert escalate(sessions, "2026-11-25T11:00") == 1
    assert escalate(sessions, "2026-11-25T11:01") == 0
    with sessions.begin() as session:
        note = {"actor": "anna", "event": "note", "note": "ricambio ordinato"}
        lifecycle.add(session, spoken, **note, now=at("2026-11-25T12:00"))
    assert escalate(sessions, "2026-11-25T12:01") == 0
    with sessions() as session:
        assert session.get(Ticket, spoken).idle_told_at is None
    assert escalate(sessions, "2026-11-26T16:00") == 1
    assert told(sessions) == [at("2026-11-25T11:00"), at("2026-11-26T16:00")]


@pytest.mark.parametrize(("actor", "event"), [("centralino", "enriched"), ("anna", "listened")])
def test_neither_a_machine_nor_listening_is_work(sessions, spoken, actor, event):
    with sessions.begin() as session:
        lifecycle.add(session, spoken, actor=actor, event=event, now=at("2026-11-25T10:00"))
    assert escalate(sessions, "2026-11-25T11:00") == 1


def test_what_was_put_off_is_told_of_only_afterwards(sessions, spoken, now):
    with sessions.begin() as session:
        owners.come_back(session, spoken, at("2026-11-30T09:15"), by="anna", now=now)
    assert escalate(sessions, "2026-11-27T18:00") == 0
    assert escalate(sessions, "2026-12-01T12:00") == 1


def test_what_is_nobodys_is_told_as_well(sessions, spoken):
    with sessions.begin() as session:
        session.get(Ticket, spoken).owner = None
    assert escalate(sessions, "2026-11-25T11:00") == 1


def test_it_is_handed_on_to_a_colleague_alone_and_never_back_in_time(sessions, spoken, now):
    with sessions.begin() as session:
        owners.give(session, spoken, "bruno", by="anna", now=now, note="sai tu")
        assert owners.of_ticket(session, session.get(Ticket, spoken)).is_of("bruno")
        for wrong in ("carla", "bruno"):
            with pytest.raises(BadInput, match="to: expected a colleague"):
                owners.give(session, spoken, wrong, by="bruno", now=now)
        for wrong in (now, now + timedelta(days=61)):
            with pytest.raises(BadInput, match="at: expected an instant within 60 days"):
                owners.come_back(session, spoken, wrong, by="bruno", now=now)


def test_what_a_callback_drives_on_is_taken_by_claiming_it(sessions, now):
    with sessions.begin() as session:
        ticket = a_ticket(session, now=now)
        with pytest.raises(MoveRefused):
            owners.take(session, ticket.id, by="anna", now=now)


def test_whoever_leaves_leaves_it_to_nobody(sessions, spoken, now):
    with sessions.begin() as session:
        assert leavers.disable(session, "anna", by="carla", now=now).nobodys == (spoken,)
        assert owners.of_ticket(session, session.get(Ticket, spoken)).whose is Whose.NOBODY


def test_what_is_resolved_and_opened_again_is_the_queues(sessions, spoken, now):
    with sessions.begin() as session:
        for state in (State.RESOLVED, State.OPEN):
            lifecycle.move(session, spoken, state, actor="anna", now=now)
        row = session.get(Ticket, spoken)
        assert (owners.of_ticket(session, row).whose, row.owner) == (Whose.QUEUE, None)
