"""Weeks filled by half-days: what is cut, what is added, how a pattern goes on, what clashes."""

from datetime import date, datetime

import pytest

from rules.rota import (
    FILLINGS,
    Kind,
    Pattern,
    Placed,
    Shift,
    Wanted,
    clash,
    halves,
    is_uncovered,
    plan,
    repeated,
    standing,
)
from rules.rota.weeks import without
from tests.leotron import HOURS

MONDAY = date(2026, 11, 23)
WEEK = halves(MONDAY, HOURS)
SATURDAY, SUNDAY = (next(half for half in WEEK if half.day.weekday() == day) for day in (5, 6))


def at(day, hour, minute=0):
    return datetime.fromisoformat(f"2026-11-{day}T{hour:02}:{minute:02}:00+01:00")


def shift(who="anna", kind=Kind.ON_CALL, place=1):
    return Shift(who, kind, at(28, 9, 15), at(29, 12, 45), place)


def want(half, filling, who="anna", **more):
    return Wanted(who, half, FILLINGS[filling], **more)


def test_the_halves_of_a_week_are_its_opening_hours_and_a_holiday_has_none():
    assert [half.place for half in WEEK][:3] == [(0, 0), (0, 1), (1, 0)]
    immacolata = halves(date(2026, 12, 7), HOURS)
    assert date(2026, 12, 8) not in {half.day for half in immacolata}


@pytest.mark.parametrize(
    ("filling", "left", "added"),
    [
        ("on_call", None, []),  # as it is
        ("", [(at(28, 9, 15), SUNDAY.span[0])], []),  # the rest of the week-end stays
        ("duty", [(at(28, 9, 15), SUNDAY.span[0])], [Kind.DUTY]),
        ("both", None, [Kind.DUTY]),
        ("absence", [(at(28, 9, 15), SUNDAY.span[0])], [Kind.ABSENCE]),
    ],
)
def test_a_half_filled_in_another_way_cuts_what_reaches_into_it(filling, left, added):
    done = plan([Placed(1, shift())], [want(SUNDAY, filling)])
    cut = [(one.start, one.end) for one in done.cut[1]] if 1 in done.cut else None
    assert (cut, [one.kind for one in done.added]) == (left, added)


def test_two_halves_cut_out_of_one_shift_leave_what_lies_between():
    done = plan([Placed(1, shift())], [want(SATURDAY, ""), want(SUNDAY, "")])
    assert [(one.start, one.end) for one in done.cut[1]] == [(SATURDAY.span[1], SUNDAY.span[0])]
    assert without(shift(), (at(20, 0), at(30, 23))) == ()


def test_what_a_calendar_brought_stays_and_an_absence_wins_over_it():
    brought = Placed(1, shift(), "Ufficio")
    assert not plan([brought], [want(SUNDAY, ""), want(SATURDAY, "on_call")])
    done = plan([brought], [want(SUNDAY, "absence")])
    assert (done.cut, [one.kind for one in done.added]) == ({}, [Kind.ABSENCE])
    after = done.after([brought])
    assert clash(after, "anna", SUNDAY).away == {Kind.ON_CALL}
    assert is_uncovered(after, SUNDAY)
    assert not is_uncovered(after, SATURDAY)


def test_who_comes_on_call_is_rung_after_those_who_are_it_then():
    done = plan([Placed(1, shift("anna"))], [want(SUNDAY, "on_call", "bruno")])
    assert [one.place for one in done.added] == [2]
    after = done.after([Placed(1, shift("anna"))])
    assert clash(after, "bruno", SUNDAY).beside == ("anna", "bruno")
    assert not clash(after, "anna", SATURDAY)


def test_at_the_week_end_somebody_has_to_be_on_call_and_on_weekdays_not():
    assert [half.day for half in WEEK if is_uncovered([shift()], half)] == []
    assert {half.day for half in WEEK if is_uncovered([], half)} == {SATURDAY.day, SUNDAY.day}


@pytest.mark.parametrize(
    ("pattern", "week", "on_call"),
    [
        (Pattern.SAME, 0, "anna"),
        (Pattern.SAME, 3, "anna"),
        (Pattern.ALTERNATE, 1, None),
        (Pattern.ALTERNATE, 2, "anna"),
        (Pattern.ROTATE, 1, "bruno"),
        (Pattern.ROTATE, 2, "carla"),
        (Pattern.ROTATE, 3, "anna"),
    ],
)
def test_the_weeks_after_follow_the_pattern(pattern, week, on_call):
    people = ("anna", "bruno", "carla")
    filled = {(who, 5, 0): FILLINGS["on_call" if who == "anna" else ""] for who in people}
    filled |= {("bruno", 0, 0): FILLINGS["duty"], ("carla", 0, 0): FILLINGS["absence"]}
    found = repeated(filled, people, pattern, week)
    who = next((cell[0] for cell, kinds in found.items() if Kind.ON_CALL in kinds), None)
    assert who == on_call
    if week and found:
        assert found["bruno", 0, 0] == FILLINGS["duty"]  # it is no part of the rotation
        assert ("carla", 0, 0) not in found  # an absence is of its week


def test_in_weeks_that_follow_a_pattern_who_is_away_stays_away():
    away = Placed(1, shift(kind=Kind.ABSENCE))
    assert not plan([away], [want(SUNDAY, "on_call", spares_absence=True)])
    assert plan([away], [want(SUNDAY, "on_call")]).cut
    assert standing([away], "anna", SUNDAY).filling == FILLINGS["absence"]
