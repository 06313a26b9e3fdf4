"""The week-end gate, from the key that is pressed to whoever looks: what is told is what is done."""

from datetime import timedelta

import pytest

from rules.rota import Kind, Shift
from simulator import Press
from store.staff import rota
from tests.builders import a_user
from tests.leotron import WEEKDAY_LINE, at
from tests.stories.weekend_callers import (
    BAR,
    FARMACIA,
    OFFICE,
    STRANGER,
    STUCK,
    callers_of,
    customers,
)

REFUSED, ONLY = "non risulta attiva", "è riservata a chi ha J-System"
AT_ONCE, PRICE = "presa in carico subito", "ottanta euro l'ora più IVA"
VERIFY = "da verificare: abbonato?"
MONDAY = "preso in carico lunedì"


@pytest.fixture
def desk(database_url, tmp_path):
    with callers_of(database_url, tmp_path) as callers:
        with callers.doors.sessions.begin() as session:
            customers(session)
        yield callers


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("1004", "no_contract"),
        ("1005", "contract_only"),
        ("1006", "ended"),
        ("1007", "minutes"),
    ],
)
def test_who_is_known_to_have_no_week_end_help_is_told_so_and_leaves_a_message(desk, code, reason):
    ticket = desk.rings(STRANGER, "1", f"{code}#")
    assert REFUSED in desk.heard
    assert AT_ONCE not in desk.heard
    assert PRICE in desk.heard
    assert MONDAY in desk.heard
    assert (ticket["weekend"]["gate"], ticket["weekend"]["reason"]) == ("refused", reason)
    assert ticket["transcript"] == STUCK
    assert ticket["in_charge_at"] == "2026-12-21T08:15:00+00:00"
    assert ticket["promised_at"].startswith("2026-12-21")
    assert "week-end" not in desk.reason
    assert "primo giorno feriale" in desk.page
    assert "21 dicembre" in desk.own_page or "lunedì" in desk.own_page
    assert not desk.alerted
    assert desk.texts == []


def test_who_rings_from_the_own_number_and_has_none_is_refused_without_a_code(desk):
    ticket = desk.rings(BAR, "1")
    assert REFUSED in desk.heard
    assert ticket["weekend"]["reason"] == "no_contract"
    assert desk.heard.count(PRICE) == 1


def test_a_subscribers_code_opens_the_gate_from_any_telephone(desk):
    ticket = desk.rings(STRANGER, "1", "1042#")
    assert AT_ONCE in desk.heard
    assert PRICE not in desk.heard
    assert ticket["weekend"]["gate"] == "granted"
    assert ticket["in_charge_at"] == "2026-12-19T09:00:00+00:00"
    assert "J-System, week-end" in desk.reason
    assert desk.alerted
    assert "un abbonato J-System non può lavorare" in desk.texts[0]
    assert "un abbonato J-System non può lavorare" in desk.alert_says()


@pytest.mark.parametrize("keys", [("1",), ("1", "9999#", "9999#")])
def test_whom_nobody_knows_is_helped_and_the_technician_verifies(desk, keys):
    ticket = desk.rings(STRANGER, *keys)
    assert AT_ONCE in desk.heard
    assert (ticket["weekend"]["gate"], ticket["weekend"]["reason"]) == ("to_verify", "unknown")
    assert ticket["promised_at"].startswith("2026-12-19")
    assert VERIFY in desk.reason
    assert "Da verificare: aiuto promesso nel week-end" in desk.page
    assert "dal primo giorno feriale" not in desk.page
    assert VERIFY in desk.doors.anna().page("/console")
    assert desk.alerted
    assert VERIFY in desk.texts[0]
    assert "chi chiama dice di non poter lavorare; da verificare" in desk.alert_says()
    assert VERIFY in desk.alert_says(after="1")


def test_a_subscriber_stands_before_who_claims_to_be_one(desk):
    first = desk.rings(STRANGER, "1", "1004#")
    second = desk.rings(FARMACIA, "1")
    placed = [one["ticket"]["id"] for one in desk.doors.api("/callbacks")]
    assert placed.index(second["id"]) < placed.index(first["id"])


def test_a_subscriber_who_presses_nothing_is_told_what_is_done(desk):
    ticket = desk.rings(FARMACIA)
    assert AT_ONCE in desk.heard
    assert MONDAY not in desk.heard
    assert ONLY not in desk.heard
    assert (ticket["weekend"]["gate"], ticket["in_charge_at"][:10]) == ("granted", "2026-12-19")
    assert desk.alerted


@pytest.mark.parametrize("number", [STRANGER, BAR, OFFICE, "anonymous"])
def test_whoever_else_presses_nothing_waits_for_the_working_day_and_nobody_is_alerted(desk, number):
    ticket = desk.rings(number)
    assert ONLY in desk.heard
    assert MONDAY in desk.heard
    assert (ticket["weekend"]["gate"], ticket["in_charge_at"][:10]) == ("refused", "2026-12-21")
    assert not desk.alerted


@pytest.mark.on_both
def test_a_number_of_several_customers_says_nothing_and_is_verified(desk):
    ticket = desk.rings(OFFICE, "1")
    assert ticket["weekend"] is not None
    assert ticket["weekend"]["gate"] == "to_verify"
    assert desk.alerted


def test_english_callers_hear_the_same(desk):
    ticket = desk.rings(STRANGER, "2", "1", "1004#")
    assert "not active for this customer now" in desk.heard
    assert "eighty euro" in desk.heard
    assert ticket["weekend"]["gate"] == "refused"
    desk.rings("+393470001111", "2", "1")
    assert "at once" in desk.heard


def test_the_weekdays_line_at_the_week_end_is_the_same(desk):
    ticket = desk.rings(STRANGER, "1", "1004#", line=WEEKDAY_LINE)
    assert REFUSED in desk.heard
    assert ticket["weekend"]["gate"] == "refused"


def test_a_subscriber_who_only_asks_is_not_said_to_be_stopped(desk):
    desk.rings(FARMACIA, says="Vorrei sapere come si stampa il registro.")
    assert desk.alerted
    queue = desk.doors.anna().page("/console")
    for said in (*desk.texts, desk.alert_says(), queue):
        assert "un abbonato J-System chiede aiuto" in said
        assert "non può lavorare" not in said


def test_who_is_found_to_be_no_subscriber_is_no_longer_called_one(desk):
    desk.rings(STRANGER, "1", "1042#")
    desk.assigns("L1004")
    assert "un cliente dice di non poter lavorare" in desk.alert_says()
    assert "non abbonato" in desk.alert_says()
    assert "un abbonato" not in desk.alert_says()


def test_on_friday_evening_a_subscriber_is_promised_saturday(desk):
    desk.moves_to("2026-12-18T20:00")
    ticket = desk.rings(FARMACIA, line=WEEKDAY_LINE)
    assert "domani" in desk.heard
    assert "lunedì" not in desk.heard
    assert (ticket["weekend"]["gate"], ticket["in_charge_at"][:10]) == ("granted", "2026-12-19")
    assert ticket["promised_at"].startswith("2026-12-19")
    assert desk.texts == []
    desk.moves_to("2026-12-19T09:16")
    desk.jobs()
    assert desk.alerted
    assert len(desk.texts) == 1


def test_on_friday_evening_j_system_that_ends_that_day_is_over(desk):
    desk.moves_to("2026-12-18T20:00")
    ticket = desk.rings(STRANGER, "1", "1006#", line=WEEKDAY_LINE)
    assert ticket["weekend"]["reason"] == "ended"
    assert ticket["in_charge_at"].startswith("2026-12-21")
    assert "lunedì" in desk.heard


def test_on_sunday_afternoon_all_wait_for_monday_and_nobody_is_called_a_subscriber(desk):
    desk.moves_to("2026-12-20T16:00")
    ticket = desk.rings(BAR, "1")
    assert "in carico domani mattina" in desk.heard
    assert ticket["weekend"] is None
    assert ticket["in_charge_at"].startswith("2026-12-21")
    assert "J-System" not in desk.reason
    assert not desk.alerted


def test_a_holiday_on_saturday_lets_subscribers_in_on_sunday(desk):
    desk.moves_to("2026-12-26T10:00")  # Santo Stefano
    ticket = desk.rings(FARMACIA)
    assert "lunedì" not in desk.heard.split("Se preferisce più tardi")[0]
    assert (ticket["weekend"]["gate"], ticket["in_charge_at"][:10]) == ("granted", "2026-12-27")
    ticket = desk.rings(STRANGER)
    assert MONDAY in desk.heard
    assert ticket["in_charge_at"].startswith("2026-12-28")


def test_what_was_promised_stands_when_the_message_is_about_something_else(desk):
    ticket = desk.rings(
        FARMACIA, "1", says="La stampante fiscale è rotta, la testina si è spaccata."
    )
    assert ticket["category"] == "hardware"
    assert ticket["weekend"]["gate"] == "to_verify"
    assert ticket["in_charge_at"].startswith("2026-12-19")
    assert "parla d'altro" in desk.reason
    assert desk.alerted


def test_a_technician_who_says_that_it_is_no_subscriber_takes_no_promise_back(desk):
    before = desk.rings(STRANGER, "1")
    desk.assigns("L1004")
    assert desk.ticket["weekend"] == {**before["weekend"], "reason": "no_contract"}
    assert desk.ticket["promised_at"] == before["promised_at"]
    assert "week-end promesso, non abbonato" in desk.reason
    assert "non ha né contratto né J-System" in desk.page
    assert desk.alerted


def test_a_technician_who_says_who_it_is_verifies(desk):
    desk.rings(STRANGER, "1")
    desk.assigns("L1042")
    assert desk.ticket["weekend"]["gate"] == "granted"
    assert "J-System, week-end" in desk.reason


def test_a_technician_who_finds_a_subscriber_among_those_who_wait_has_them_helped(desk):
    desk.rings(STRANGER)
    desk.assigns("L1042")
    assert (desk.ticket["weekend"]["gate"], desk.ticket["in_charge_at"][:10]) == (
        "granted",
        "2026-12-19",
    )
    assert desk.alerted


@pytest.mark.parametrize(("others", "promised"), [(0, "10:10"), (1, "10:15"), (3, "10:25")])
def test_the_promise_waits_for_all_whom_the_alert_may_have_to_tell(desk, others, promised):
    start = at("2026-12-19T00:00")
    with desk.doors.sessions.begin() as session:
        for place in range(2, others + 2):
            a_user(session, f"altro{place}", now=start)
            shift = Shift(f"altro{place}", Kind.ON_CALL, start, start + timedelta(days=2), place)
            rota.add(session, shift)
    ticket = desk.rings(STRANGER, "1")
    assert ticket["promised_at"] == at(f"2026-12-19T{promised}").isoformat()
    assert promised in desk.page


def test_silence_after_the_key_reaches_the_beep_and_is_rung_back(desk):
    ticket = desk.rings(STRANGER, "1", says=None)
    assert "Dopo il segnale" in desk.heard
    assert (ticket["kind"], ticket["weekend"]["gate"]) == ("missed_call", "to_verify")
    assert desk.alerted


@pytest.mark.parametrize(("code", "gate"), [("L1042", "granted"), ("L1007", "refused")])
def test_a_program_is_let_in_by_the_same_gate(desk, code, gate):
    told = desk.doors.program_opens(
        code, message="Non parte", category="software", urgency="blocking"
    )
    assert told["weekend"]["gate"] == gate
    day = "2026-12-19" if gate == "granted" else "2026-12-21"
    assert told["in_charge_at"].startswith(day)
    desk.ticket = told
    assert desk.alerted == (gate == "granted")


def test_the_form_at_the_week_end_waits_for_the_working_day(desk):
    path = desk.doors.form(fermo="y", codice="L1042")
    told = desk.doors.api(f"/tickets/{desk.doors.id_of(path)}")
    assert (told["weekend"]["gate"], told["in_charge_at"][:10]) == ("refused", "2026-12-21")


@pytest.mark.parametrize("first", ["2026-12-18T10:00", "2026-12-19T09:30"])
def test_who_claims_help_when_adding_to_a_request_that_stands_gets_it(desk, first):
    desk.moves_to(first)
    before = desk.rings(STRANGER, says="Vorrei sapere come si stampa il registro.")
    desk.moves_to("2026-12-19T10:20")
    desk.rings(STRANGER, "1", "1042#", "1")
    assert AT_ONCE in desk.heard
    assert (desk.ticket["id"], desk.ticket["urgency"]) == (before["id"], "blocking")
    assert desk.ticket["weekend"]["gate"] in {"granted", "to_verify"}
    assert desk.ticket["in_charge_at"] <= at("2026-12-19T10:20").isoformat()
    assert desk.alerted


def test_a_subscriber_who_only_adds_something_alerts_nobody(desk):
    desk.moves_to("2026-12-18T10:00")
    desk.rings(FARMACIA, says="Vorrei sapere come si stampa il registro.")
    desk.moves_to("2026-12-19T10:20")
    adds = Press("2", when="per aggiungere 2")
    desk.rings(FARMACIA, adds, says="Volevo aggiungere che è la stampante in ufficio.")
    assert AT_ONCE not in desk.heard
    assert not desk.alerted
