"""The order of the queue and its reasons."""

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from desk.callbacks import MOVES, Policy, State, Waiting, number_to_ring, ordered
from desk.errors import BadInput

ROME = "Europe/Rome"
NOON = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)  # Tuesday, noon in Verona
MINUTE = timedelta(minutes=1)


def an_entry(entry_id=1, **given):
    """A message of ordinary urgency that came twelve minutes ago, in hours."""
    came = given.pop("came", NOON - 12 * MINUTE)
    values = {
        "id": entry_id,
        "ticket_id": 1000 + entry_id,
        "number": "+390458001234",
        "urgency": "normal",
        "kind": "message",
        "channel": "phone",
        "created_at": came,
        "in_charge_at": came,
        "next_at": came,
        "j_system": False,
        "attempts": 0,
    }
    return Waiting(**{**values, **given})


def at(day, hour, minute=0):
    """An instant of November 2026 in Verona, which is an hour ahead of UTC."""
    return datetime(2026, 11, day, hour - 1, minute, tzinfo=UTC)


FIRST_THEN_SECOND = {
    "the most urgent": (
        an_entry(2, urgency="blocking", came=NOON),
        an_entry(1, urgency="high"),
    ),
    "high before normal": (an_entry(2, urgency="high", came=NOON), an_entry(1)),
    "normal before low": (an_entry(2, came=NOON), an_entry(1, urgency="low")),
    "a word that we do not know is as normal": (
        an_entry(2, urgency="tragic", came=NOON),
        an_entry(1, urgency="low"),
    ),
    "the longest in charge": (an_entry(2, came=NOON - 2 * MINUTE), an_entry(1, came=NOON - MINUTE)),
    "the first that called, when both are in charge since the opening": (
        an_entry(2, created_at=at(23, 19), in_charge_at=at(24, 9, 15)),
        an_entry(1, created_at=at(23, 20), in_charge_at=at(24, 9, 15)),
    ),
    "the first filed, when all else is the same": (an_entry(1), an_entry(2)),
    "who is in charge now, before the more urgent of tomorrow": (
        an_entry(2, urgency="low"),
        an_entry(1, urgency="blocking", in_charge_at=at(25, 9, 15)),
    ),
    "who may be rung now, before who is tried again later": (
        an_entry(2, urgency="low"),
        an_entry(1, urgency="blocking", next_at=NOON + MINUTE, attempts=1),
    ),
    "J-System on Saturday, before the more urgent of Monday": (
        an_entry(2, j_system=True, in_charge_at=at(28, 9, 15)),
        an_entry(1, urgency="blocking", in_charge_at=at(30, 9, 15)),
    ),
    "the more urgent of those due at the same opening": (
        an_entry(2, urgency="blocking", in_charge_at=at(30, 9, 15)),
        an_entry(1, in_charge_at=at(30, 9, 15)),
    ),
}


@pytest.mark.parametrize(("first", "second"), FIRST_THEN_SECOND.values(), ids=FIRST_THEN_SECOND)
def test_who_is_called_first(first, second):
    for entries in ([first, second], [second, first]):
        placed = ordered(entries, NOON, ROME)
        assert [(one.place, one.entry) for one in placed] == [(1, first), (2, second)]


def test_order_does_not_depend_on_how_the_rows_come():
    entries = [entry for pair in FIRST_THEN_SECOND.values() for entry in pair]
    entries = [replace(entry, id=number) for number, entry in enumerate(entries)]
    expected = ordered(entries, NOON, ROME)
    random.Random(7).shuffle(entries)
    assert ordered(entries, NOON, ROME) == expected


def test_empty_queue_has_no_places():
    assert ordered([], NOON, ROME) == []


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        (an_entry(), "in attesa da 12 min"),
        (an_entry(urgency="blocking"), "bloccante, in attesa da 12 min"),
        (an_entry(urgency="high"), "urgente, in attesa da 12 min"),
        (an_entry(urgency="low"), "non urgente, in attesa da 12 min"),
        (an_entry(came=NOON), "appena arrivata"),
        (an_entry(came=NOON - 60 * MINUTE), "in attesa da 1 h"),
        (an_entry(came=NOON - 125 * MINUTE), "in attesa da 2 h 05 min"),
        (an_entry(came=NOON - timedelta(days=1)), "in attesa da 1 giorno"),
        (an_entry(came=NOON - timedelta(days=3)), "in attesa da 3 giorni"),
        # Waiting is counted from when we are at work, not from the evening before.
        (an_entry(created_at=at(23, 20), in_charge_at=at(24, 9, 15)), "in attesa da 2 h 45 min"),
        (an_entry(in_charge_at=at(24, 14, 45)), "in carico dalle 14:45"),
        (an_entry(in_charge_at=at(25, 9, 15)), "in carico da domani 09:15"),
        (an_entry(in_charge_at=at(30, 9, 15)), "in carico da lunedì 09:15"),
        (
            an_entry(in_charge_at=datetime(2026, 12, 9, 8, 15, tzinfo=UTC)),
            "in carico dal 09/12 09:15",
        ),
        (
            an_entry(j_system=True, in_charge_at=at(28, 9, 15)),
            "J-System, week-end, in carico da sabato 09:15",
        ),
        (
            an_entry(j_system=True, urgency="blocking"),
            "bloccante, J-System, in attesa da 12 min",
        ),
        (an_entry(kind="missed_call"), "senza messaggio, in attesa da 12 min"),
        (an_entry(number=None), "in attesa da 12 min, senza numero"),
        (an_entry(attempts=1), "1 tentativo, in attesa da 12 min"),
        (
            an_entry(attempts=2, next_at=NOON + 30 * MINUTE),
            "2 tentativi, si riprova dalle 12:30",
        ),
    ],
)
def test_reason_for_the_place(entry, reason):
    assert ordered([entry], NOON, ROME)[0].reason == reason


def test_j_system_says_week_end_while_it_lasts():
    saturday = at(28, 10)
    entry = an_entry(j_system=True, came=saturday - 5 * MINUTE)
    assert ordered([entry], saturday, ROME)[0].reason == "J-System, week-end, in attesa da 5 min"


def test_days_of_the_reason_are_those_of_the_zone():
    late = datetime(2026, 11, 24, 23, 30, tzinfo=UTC)  # already Wednesday in Verona
    entry = an_entry(in_charge_at=at(25, 9, 15))
    assert ordered([entry], late, ROME)[0].reason == "in carico dalle 09:15"


def test_policy_without_a_wait_is_refused():
    with pytest.raises(BadInput, match="found none"):
        Policy(max_attempts=3, waits=())


def test_every_state_has_its_moves():
    assert MOVES.keys() == set(State)


@pytest.mark.parametrize(
    ("dictated", "caller", "rung"),
    [
        (None, "+390458012345", "+390458012345"),  # nothing was said: the number called from
        ("+393387142905", None, "+393387142905"),  # the caller's number is withheld
        ("+393387142905", "+390458012345", "+393387142905"),  # another number was asked for
        ("+390458012346", "+390458012345", "+390458012345"),  # a digit misheard
        ("+39045801234", "+390458012345", "+390458012345"),  # a digit lost
        ("+390458012445", "+390458011345", "+390458011345"),  # two digits misheard
        (None, None, None),
    ],
)
def test_a_slip_of_hearing_never_rings_a_stranger(
    dictated: str | None, caller: str | None, rung: str | None
) -> None:
    assert number_to_ring(dictated, caller) == rung
