"""Shifts in the ledger: added, given away, brought by a calendar and brought again."""

from datetime import UTC, datetime, timedelta

import pytest

from rules import rota as rules
from rules.errors import BadInput, NotFound
from rules.rota import Kind
from store.staff import accounts, calendars, rota
from store.staff.calendars import Brought, Import
from tests.builders import a_user

SATURDAY = datetime(2026, 11, 28, 8, tzinfo=UTC)
HOUR = timedelta(hours=1)
SPAN = (SATURDAY - timedelta(days=7), SATURDAY + timedelta(days=30))


@pytest.fixture
def people(sessions, now):
    with sessions.begin() as session:
        for name in ("anna", "bruno", "carla"):
            a_user(session, name, now=now)


@pytest.fixture
def session(sessions, people):
    with sessions.begin() as session:
        yield session


def shift(who="anna", kind=Kind.ON_CALL, start=SATURDAY, hours=4, place=1) -> rules.Shift:
    return rules.Shift(who, kind, start, start + hours * HOUR, place)


def test_whoever_is_on_the_rota_at_an_instant_is_found(session):
    rota.add(session, shift("anna"))
    rota.add(session, shift("bruno", start=SATURDAY + 4 * HOUR))
    assert [one.who for one in rota.on_rota(session, SATURDAY)] == ["anna"]
    assert [one.who for one in rota.on_rota(session, SATURDAY + 4 * HOUR)] == ["bruno"]
    assert rota.on_rota(session, SATURDAY - HOUR) == []


def test_nobody_has_two_shifts_of_a_kind_at_a_time(session):
    rota.add(session, shift("anna"))
    with pytest.raises(BadInput, match="anna has a shift of that kind then: number 1"):
        rota.add(session, shift("anna", start=SATURDAY + 3 * HOUR))
    rota.add(session, shift("anna", Kind.ABSENCE))
    rota.add(session, shift("anna", start=SATURDAY + 4 * HOUR))


def test_a_shift_that_is_given_away_says_whose_it_was(session, now):
    kept = rota.add(session, shift("anna"))
    rota.give(session, kept.id, "bruno", by="anna", now=now)
    rota.give(session, kept.id, "carla", by="bruno", now=now)
    [found] = rota.between(session, *SPAN)
    assert (found.shift.who, found.shift.given_by) == ("carla", ("anna", "bruno"))


@pytest.mark.parametrize(
    ("to", "error", "told"),
    [
        ("anna", BadInput, "expected somebody else"),
        ("nobody", NotFound, "there is no user"),
        ("bruno", BadInput, "bruno has a shift of that kind then"),
        ("carla", BadInput, "who is disabled"),
    ],
)
def test_a_shift_is_given_only_to_whoever_can_have_it(session, now, to, error, told):
    kept = rota.add(session, shift("anna"))
    rota.add(session, shift("bruno"))
    accounts.disable(session, "carla", now=now)
    with pytest.raises(error, match=told):
        rota.give(session, kept.id, to, by="anna", now=now)


def test_what_is_over_is_not_given_away(session):
    kept = rota.add(session, shift("anna"))
    with pytest.raises(BadInput, match="not over"):
        rota.give(session, kept.id, "bruno", by="anna", now=SATURDAY + 4 * HOUR)


def test_a_calendar_brought_again_changes_only_what_changed(session, now):
    first = [Brought("a", shift("anna")), Brought("b", shift("bruno", place=2))]
    assert calendars.bring(session, "Turni", first, *SPAN) == Import(added=2)
    assert calendars.bring(session, "Turni", first, *SPAN) == Import(same=2)
    later = [Brought("a", shift("anna", hours=5)), Brought("c", shift("carla", place=3))]
    assert calendars.bring(session, "Turni", later, *SPAN) == Import(added=1, changed=1, removed=1)
    assert [one.shift.who for one in rota.between(session, *SPAN)] == ["anna", "carla"]


def test_a_swap_made_here_stands_when_the_calendar_is_brought_again(session, now):
    brought = [Brought("a", shift("anna"))]
    calendars.bring(session, "Turni", brought, *SPAN)
    [kept] = rota.between(session, *SPAN)
    rota.give(session, kept.id, "bruno", by="anna", now=now)
    assert calendars.bring(session, "Turni", brought, *SPAN) == Import(same=1)
    [kept] = rota.between(session, *SPAN)
    assert (kept.shift.who, kept.shift.given_by) == ("bruno", ("anna",))


def test_shifts_made_here_and_of_another_calendar_are_left_alone(session):
    rota.add(session, shift("anna"))
    calendars.bring(session, "Ferie", [Brought("f", shift("bruno", Kind.ABSENCE))], *SPAN)
    calendars.bring(session, "Turni", [], *SPAN)
    assert len(rota.between(session, *SPAN)) == 2


def test_of_two_shifts_of_a_calendar_that_cannot_both_hold_one_is_refused(session):
    both = [Brought("a", shift("anna")), Brought("b", shift("anna", hours=1))]
    done = calendars.bring(session, "Turni", both, *SPAN)
    assert (done.added, [one.uid for one in done.refused]) == (1, ["b"])
    assert "two shifts of one kind" in done.refused[0].error


def test_a_new_link_to_a_calendar_ends_the_one_before(session, now):
    old = rota.new_feed(session, "anna")
    new = rota.new_feed(session, "anna")
    session.flush()
    assert rota.feed_of(session, old) is None
    assert rota.feed_of(session, new).name == "anna"
    accounts.disable(session, "anna", now=now)
    assert rota.feed_of(session, new) is None
