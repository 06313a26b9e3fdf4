"""What the console tells one: what concerns them, by their wishes, and nothing in their quiet hours."""

from datetime import timedelta

import pytest

from rules.staff.notifications import Event
from store.models import User
from store.oncall import console_notices, notification_settings
from store.tickets import lifecycle
from tests.builders import a_ticket, a_user
from tests.leotron import HOURS


@pytest.fixture
def blocked(sessions, now):
    """Anna and Bruno, and a customer who cannot work."""
    with sessions.begin() as session:
        for name in ("anna", "bruno"):
            a_user(session, name, now=now)
        ticket = a_ticket(session, now=now)
        lifecycle.correct(session, ticket.id, {"urgency": "blocking"}, actor="x", now=now)


def told(sessions, name, now):
    with sessions.begin() as session:
        user = session.query(User).filter_by(name=name).one()
        found = console_notices.of_user(session, user.id, now, HOURS)
        return [one.event for one in found if one.ticket_id]


def wishes(sessions, name, events, start="", end=""):
    with sessions.begin() as session:
        user = session.query(User).filter_by(name=name).one()
        notification_settings.wish(session, user.id, events, start, end)


def test_everybody_who_wants_to_hears_of_who_cannot_work(sessions, blocked, now):
    assert told(sessions, "anna", now) == [Event.BLOCKING]
    wishes(sessions, "anna", [Event.HANDED_ON.value])
    assert told(sessions, "anna", now) == []
    assert told(sessions, "bruno", now) == [Event.BLOCKING]


def test_nothing_is_told_in_quiet_hours(sessions, blocked, now):
    wishes(sessions, "anna", [Event.BLOCKING.value], "09:00", "11:00")
    assert told(sessions, "anna", now) == []
    assert told(sessions, "anna", now + timedelta(minutes=61)) == [Event.BLOCKING]
