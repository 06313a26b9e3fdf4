"""How a promise stands: one rule, told by a table; now is Tuesday 24 November 2026, noon."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.callbacks.outbound_call import rings
from rules.callbacks.outcomes import IN_VAIN, NOT_TRIED, SPOKE, Outcome
from rules.callbacks.promise_state import (
    OPEN,
    Promised,
    PromiseState,
    agreed_hour,
    agreed_to_come,
    call_due_at,
    is_warned,
    late_since,
    may_be_told,
    needs_another,
    promise_state,
)
from rules.callbacks.promise_text import promise_text, spoken_state
from rules.wall_clock import zone_of

NOON = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)
ROME = zone_of("Europe/Rome")
STATES = {state.value: state for state in PromiseState}


def at(written: str) -> datetime:
    """That time of the day, on the wall."""
    return datetime(2026, 11, 24, *map(int, written.split(":")), tzinfo=ROME).astimezone(UTC)


def known(**written: str) -> Promised:
    """Times of the day; `rung` holds the first and the last time that we rang."""
    rung = [at(one) for one in written.pop("rung", "").split()]
    times = {f"{name}_at": at(one) for name, one in written.items() if name != "on"}
    agreed = {"agreed_on": at(written["on"])} if "on" in written else {}
    first = {"first_rung_at": rung[0], "last_rung_at": rung[-1]} if rung else {}
    return Promised(**times, **agreed, **first)


CASES = {
    "nothing was promised": ({}, None, None, None),
    "time is left": ({"promised": "13:00"}, "pending", "13:00", None),
    "a quarter of an hour is left": ({"promised": "12:15"}, "at_risk", "12:15", None),
    "the time has come": ({"promised": "12:00"}, "broken", "12:00", "12:00"),
    "nobody rang": ({"promised": "11:00"}, "broken", "11:00", "11:00"),
    "rung by then": ({"promised": "11:00", "rung": "10:59"}, "kept", None, None),
    "rung at the very time": ({"promised": "11:00", "rung": "11:00"}, "kept", None, None),
    "rung too late": ({"promised": "11:00", "rung": "11:01"}, "broken", "11:00", "11:00"),
    "rung in time, and in vain once more": (
        {"promised": "11:00", "rung": "10:30 11:30"},
        "kept",
        None,
        None,
    ),
    "rung early, its time is to come": ({"promised": "13:00", "rung": "11:30"}, "kept", None, None),
    "an hour was agreed on in time": (
        {"promised": "11:00", "rung": "10:30", "agreed": "15:30", "on": "10:35"},
        "replaced",
        "15:30",
        None,
    ),
    "an hour was agreed on, though late": (
        {"promised": "11:00", "rung": "11:20", "agreed": "15:30", "on": "11:25"},
        "replaced",
        "15:30",
        None,
    ),
    "an hour was agreed on that comes before the promise": (
        {"promised": "17:00", "rung": "10:30", "agreed": "12:30", "on": "10:35"},
        "replaced",
        "12:30",
        None,
    ),
    "it is the agreed hour": (
        {"promised": "11:00", "rung": "10:30", "agreed": "12:00", "on": "10:35"},
        "replaced",
        "12:00",
        None,
    ),
    "it is the last second of the agreed hour's minute": (
        {"promised": "11:00", "rung": "10:30", "agreed": "11:59:01", "on": "10:35"},
        "replaced",
        "11:59:01",
        None,
    ),
    "that minute is over": (
        {"promised": "11:00", "rung": "10:30", "agreed": "11:59", "on": "10:35"},
        "replaced",
        "11:59",
        "11:59",
    ),
    "the agreed hour has passed": (
        {"promised": "11:00", "rung": "10:30", "agreed": "11:40", "on": "10:35"},
        "replaced",
        "11:40",
        "11:40",
    ),
    "the agreed hour has passed, and we rang since": (
        {"promised": "11:00", "rung": "10:30 11:50", "agreed": "11:40", "on": "10:35"},
        "replaced",
        None,
        None,
    ),
    "late, agreed, and rung since: the first promise does not come back": (
        {"promised": "10:00", "rung": "10:30 11:50", "agreed": "11:40", "on": "10:35"},
        "replaced",
        None,
        None,
    ),
    "nothing was promised, an hour was agreed on": (
        {"rung": "10:30", "agreed": "11:40", "on": "10:35"},
        "replaced",
        "11:40",
        "11:40",
    ),
    "the customer chose an hour, and was promised a time for it": (
        {"promised": "12:45", "agreed": "12:30", "on": "10:35"},
        "pending",
        "12:45",
        None,
    ),
    "the hour that the customer chose has come, the time promised for it not": (
        {"promised": "12:45", "agreed": "11:30", "on": "10:35"},
        "pending",
        "12:45",
        None,
    ),
    "neither was kept": (
        {"promised": "11:45", "agreed": "11:30", "on": "10:35"},
        "broken",
        "11:45",
        "11:45",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_a_promise_stands_as_what_is_known_says(case):
    times, state, due, late = CASES[case]
    of = known(**times)
    assert promise_state(of, NOON) == (STATES[state] if state else None)
    assert call_due_at(of) == (at(due) if due else None)
    assert late_since(of, NOON) == (at(late) if late else None)


@pytest.mark.parametrize(
    ("times", "warned"),
    [
        ({"promised": "12:10"}, False),
        ({"promised": "12:10", "warned": "11:55"}, True),
        ({"promised": "11:50", "warned": "11:35"}, True),
        ({"promised": "12:10", "warned": "11:55", "rung": "11:58"}, False),  # nothing to warn of
        # the warning was of the promise, and not of the hour that replaced it
        ({"promised": "11:00", "warned": "10:45", "rung": "10:50", "agreed": "12:00"}, False),
        ({"promised": "11:00", "warned": "12:00", "rung": "10:50", "agreed": "12:00"}, True),
    ],
)
def test_a_warning_is_of_the_call_that_is_owed_now(times, warned):
    on = {"on": "10:52"} if "agreed" in times else {}
    assert is_warned(known(**times, **on)) is warned


@pytest.mark.parametrize(
    ("times", "said", "spoken"),
    [
        ({"promised": "15:10"}, "promesso entro le 15:10", None),
        (
            {"promised": "11:40"},
            "promessa scaduta alle 11:40",
            "promesso entro le undici e quaranta, in ritardo da 20 minuti",
        ),
        ({"promised": "11:40", "rung": "11:30"}, None, None),
        (
            {"promised": "11:00", "rung": "10:30", "agreed": "15:30", "on": "10:35"},
            "richiamare alle 15:30, come concordato",
            "da richiamare oggi alle quindici e trenta, come concordato",
        ),
        (
            {"promised": "10:00", "rung": "9:50", "agreed": "10:39", "on": "9:55"},
            "richiamare alle 10:39, come concordato",
            "da richiamare oggi alle dieci e trentanove, come concordato, "
            "in ritardo da 1 ora e 21 minuti",
        ),
        (
            {"promised": "15:45", "agreed": "15:00", "on": "10:35"},
            "richiamare dalle 15:00, come concordato, promesso entro le 15:45",
            None,
        ),
        ({"rung": "10:30 11:50", "agreed": "11:40", "on": "10:35"}, None, None),
    ],
)
def test_what_is_owed_is_told_in_words(times, said, spoken):
    of = known(**times)
    assert promise_text(of, NOON, ROME) == said
    assert spoken_state(of, NOON, "Europe/Rome") == spoken


@pytest.mark.parametrize(
    ("outcome", "proposed", "rang"),
    [
        (None, None, True),  # the call is going on, or nobody told how it went
        *((outcome, None, True) for outcome in sorted(SPOKE | IN_VAIN | {Outcome.WRONG_NUMBER})),
        *((outcome, None, False) for outcome in sorted(NOT_TRIED)),
        (Outcome.HANDED_ON, None, False),  # handed on from the desk: nobody was rung
        (Outcome.HANDED_ON, Outcome.WITHDRAWN, False),
        (Outcome.HANDED_ON, Outcome.SPOKEN, True),
        (Outcome.HANDED_ON, Outcome.NO_ANSWER, True),
    ],
)
def test_an_attempt_rings_the_customer_unless_nothing_came_of_it(outcome, proposed, rang):
    assert rings(outcome, proposed) is rang


_MINUTES = st.none() | st.integers(-300, 300)


@settings(deadline=None)
@given(promised=_MINUTES, agreed=_MINUTES, on=st.integers(-300, 0), rung=st.lists(_MINUTES))
def test_nobody_who_was_rung_in_time_or_whose_agreed_hour_is_to_come_is_late(
    promised, agreed, on, rung
):
    def instant(minutes):
        return None if minutes is None else NOON + timedelta(minutes=minutes)

    times = sorted(instant(one) for one in rung if one is not None and one <= 0)
    of = Promised(
        promised_at=instant(promised),
        agreed_at=instant(agreed),
        agreed_on=None if agreed is None else instant(on),
        first_rung_at=times[0] if times else None,
        last_rung_at=times[-1] if times else None,
    )
    late, state = late_since(of, NOON), promise_state(of, NOON)
    if state in OPEN or state is PromiseState.KEPT or state is None:
        assert late is None
    if state is PromiseState.BROKEN:
        assert late == of.promised_at <= NOON
    if state is PromiseState.REPLACED:
        assert late is None or late == agreed_hour(of) < NOON
    if late is not None:
        assert promise_text(of, NOON, ROME) is not None


TOLD = {
    "nothing was promised": ({}, None, None, False),
    "time is left": ({"promised": "13:00"}, "13:00", None, False),
    "a minute is left": ({"promised": "12:01"}, "12:01", None, False),
    "the time has come": ({"promised": "12:00"}, None, None, True),
    "nobody rang": ({"promised": "10:05"}, None, None, True),
    "rung in time, in vain": ({"promised": "13:00", "rung": "11:30"}, None, None, False),
    "rung too late, in vain": ({"promised": "11:00", "rung": "11:01"}, None, None, False),
    "an hour is to come": (
        {"promised": "11:00", "rung": "10:30", "agreed": "15:30", "on": "10:35"},
        None,
        "15:30",
        False,
    ),
    "an hour has passed as well": (
        {"promised": "11:00", "rung": "10:30", "agreed": "11:30", "on": "10:35"},
        None,
        None,
        False,
    ),
    "promised for the hour that was chosen": (
        {"promised": "15:40", "agreed": "15:30", "on": "10:35"},
        "15:40",
        None,
        False,
    ),
}


@pytest.mark.parametrize("case", TOLD)
def test_no_time_that_has_passed_is_told(case: str) -> None:
    written, promised, agreed, another = TOLD[case]
    of = known(**written)
    assert may_be_told(of, NOON) == (at(promised) if promised else None)
    assert agreed_to_come(of, NOON) == (at(agreed) if agreed else None)
    assert needs_another(of, NOON) is another
