"""Shifts as titles of events, and the week-end hours that nobody covers."""

from datetime import UTC, datetime

import pytest

from rules.errors import BadInput
from rules.rota import Event, Kind, Shift, read_title, title_of, uncovered_hours
from tests.leotron import HOURS


@pytest.mark.parametrize(
    ("title", "who", "kind", "place"),
    [
        ("anna: reperibilità", "anna", Kind.ON_CALL, 1),
        ("anna: reperibilità 2", "anna", Kind.ON_CALL, 2),
        (" Anna Rossi :REPERIBILE ", "Anna Rossi", Kind.ON_CALL, 1),
        ("bruno: turno", "bruno", Kind.DUTY, 1),
        ("bruno: ferie", "bruno", Kind.ABSENCE, 1),
        ("bruno: on call 3", "bruno", Kind.ON_CALL, 3),
    ],
)
def test_a_title_says_whose_shift_it_is_and_which(title, who, kind, place):
    assert read_title(title) == Event(who, kind, place)


@pytest.mark.parametrize("title", ["", "riunione", ": turno", "anna: pizza", "a: b: turno"])
def test_any_other_title_is_refused_with_what_it_says(title):
    with pytest.raises(BadInput, match="expected"):
        read_title(title)


def test_a_whole_calendar_may_be_one_persons_or_of_one_kind():
    assert read_title("qualunque cosa", "anna", Kind.DUTY) == Event("anna", Kind.DUTY)
    assert read_title("anna", kind=Kind.ABSENCE) == Event("anna", Kind.ABSENCE)


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("place", [1, 2])
def test_a_title_that_we_write_is_read_again(kind, place):
    event = Event("anna", kind, place)
    assert read_title(title_of(event)) == event


def test_week_end_hours_without_anybody_on_call_are_told():
    saturday = Shift("anna", Kind.ON_CALL, at(28, 8), at(28, 11))
    away = Shift("anna", Kind.ABSENCE, at(28, 9), at(28, 10))
    assert uncovered_hours([saturday, away], HOURS, at(27, 0), at(29, 10)) == (
        (at(28, 9), at(28, 10)),
        (at(28, 11), at(28, 11, 45)),
        (at(28, 13, 45), at(28, 17, 15)),
        (at(29, 8, 15), at(29, 10)),
    )


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)
