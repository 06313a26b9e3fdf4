"""The words for a place in the queue."""

from datetime import UTC, datetime, timedelta

import pytest

from rules.callbacks.priority import Technician, ordered
from rules.entitlement.weekend_gate import Answer, Reason, WeekendGate
from tests.leotron import HOURS, NOON
from tests.rules.callbacks.entries import AGREED, MINUTE, RUNG_IN_TIME, an_entry, at


def reason_of(entry, now=NOON, who=None):
    """In the second place, where nothing more is said."""
    first = an_entry(900, promised_at=now + MINUTE, came=now - MINUTE, j_system=True)
    return ordered([entry, first], now, HOURS, who)[1].reason


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        (an_entry(), "in attesa da 12 min"),
        (an_entry(urgency="blocking"), "fermi, in attesa da 12 min"),
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
            "fermi, J-System, in attesa da 12 min",
        ),
        (an_entry(kind="missed_call"), "senza messaggio, in attesa da 12 min"),
        (an_entry(cover="contract"), "contratto, in attesa da 12 min"),
        (an_entry(cover="warranty"), "garanzia, in attesa da 12 min"),
        (an_entry(cover="j_system"), "J-System, in attesa da 12 min"),
        (an_entry(rang_back=True), "ha richiamato, in attesa da 12 min"),
        (an_entry(preferred="dario"), "la segue dario, in attesa da 12 min"),
        (
            an_entry(promised_at=NOON + 190 * MINUTE),
            "promesso entro le 15:10, in attesa da 12 min",
        ),
        (
            an_entry(promised_at=at(25, 9, 30)),
            "promesso entro domani alle 09:30, in attesa da 12 min",
        ),
        (
            an_entry(came=at(23, 11), promised_at=at(23, 12)),
            "promessa scaduta ieri alle 12:00, in attesa da 1 giorno",
        ),
        (an_entry(**RUNG_IN_TIME), "in attesa da 12 min"),
        (
            an_entry(**AGREED, agreed_at=at(24, 15, 30), next_at=at(24, 15, 30)),
            "richiamare alle 15:30, come concordato",
        ),
        (
            an_entry(**AGREED, agreed_at=at(25, 9, 30), next_at=at(25, 9, 30), attempts=1),
            "richiamare domani alle 09:30, come concordato, 1 tentativo",
        ),
        (
            an_entry(**AGREED, agreed_at=NOON - 20 * MINUTE, next_at=NOON - 20 * MINUTE),
            "richiamare alle 11:40, come concordato, in ritardo da 20 min",
        ),
        (an_entry(messages=(NOON,)), "secondo messaggio oggi, in attesa da 12 min"),
        (an_entry(messages=(NOON,) * 5), "6° messaggio oggi, in attesa da 12 min"),
        (
            an_entry(kind="missed_call", messages=(NOON,)),
            "nuovo messaggio oggi, senza messaggio, in attesa da 12 min",
        ),
        (an_entry(messages=(at(23, 11),)), "in attesa da 12 min"),
        (an_entry(number=None), "in attesa da 12 min, senza numero"),
        (an_entry(attempts=1), "1 tentativo, in attesa da 12 min"),
        (
            an_entry(attempts=2, next_at=NOON + 30 * MINUTE),
            "2 tentativi, si riprova dalle 12:30",
        ),
    ],
)
def test_reason_for_the_place(entry, reason):
    assert reason_of(entry) == reason


def test_j_system_says_week_end_while_it_lasts():
    saturday = at(28, 10)
    entry = an_entry(j_system=True, came=saturday - 5 * MINUTE)
    assert reason_of(entry, saturday) == "J-System, week-end, in attesa da 5 min"


def test_days_of_the_reason_are_those_of_the_zone():
    late = datetime(2026, 11, 24, 23, 30, tzinfo=UTC)  # already Wednesday in Verona
    entry = an_entry(in_charge_at=at(25, 9, 15))
    assert reason_of(entry, late) == "in carico dalle 09:15"


def test_the_first_place_says_so_and_why():
    entry = an_entry(urgency="blocking", promised_at=at(24, 15, 10), messages=(NOON,))
    assert ordered([entry], NOON, HOURS)[0].reason == (
        "primo: fermi, promesso entro le 15:10, secondo messaggio oggi, in attesa da 12 min"
    )


def test_nobody_is_next_while_nobody_may_be_rung():
    (placed,) = ordered([an_entry(in_charge_at=at(24, 14, 45))], NOON, HOURS)
    assert placed.reason == "in carico dalle 14:45"


def test_whoever_knows_of_a_case_is_told_so():
    entry = an_entry(preferred="anna")
    assert reason_of(entry, who=Technician("anna")) == "la segui tu, in attesa da 12 min"


@pytest.mark.parametrize(
    ("who", "whose"),
    [(Technician("anna"), "a te"), (Technician("dario"), "a anna"), (None, "a anna")],
)
def test_what_was_handed_on_says_to_whom(who, whose):
    entry = an_entry(preferred="anna", is_handed=True)
    assert reason_of(entry, who=who) == f"passata {whose}, in attesa da 12 min"


def test_help_that_is_to_be_verified_says_what_at_the_week_end():
    saturday = at(28, 10)
    gate = WeekendGate(Answer.TO_VERIFY, Reason.UNKNOWN)
    entry = an_entry(j_system=True, came=saturday - 5 * MINUTE, weekend=gate)
    assert "da verificare: abbonato?" in reason_of(entry, saturday)
    refused = WeekendGate(Answer.REFUSED, Reason.CONTRACT_ONLY)
    entry = an_entry(came=saturday - 5 * MINUTE, weekend=refused)
    assert "J-System" not in reason_of(entry, saturday)
