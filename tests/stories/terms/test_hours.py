"""The page's hours, from a call or a form at the second to what is heard, filed and shown."""

import pytest

from tests.builders import a_customer, a_recording_sid
from tests.leotron import WEEKDAY_LINE, WEEKEND_LINE, at
from tests.stories.doors import Doors, Https, plain
from tests.stories.left_messages import to_the_beep, to_the_end

STRANGER, SUBSCRIBER = "+390459990001", "+390455901833"
LATER = "sarà preso in carico"
# The page's hours in December 2026: the instant of the call, and when it is taken in charge.
WEEKDAYS = [
    ("2026-12-14T09:14:59", "2026-12-14T09:15:00", "oggi alle nove e un quarto"),
    ("2026-12-14T09:15:00", None, None),
    ("2026-12-15T12:44:59", None, None),
    ("2026-12-15T12:45:00", "2026-12-15T14:45:00", "oggi alle quattordici e quarantacinque"),
    ("2026-12-16T14:44:59", "2026-12-16T14:45:00", "oggi alle quattordici e quarantacinque"),
    ("2026-12-16T14:45:00", None, None),
    ("2026-12-17T18:14:59", None, None),
    ("2026-12-17T18:15:00", "2026-12-18T09:15:00", "domani mattina alle nove e un quarto"),
    ("2026-12-18T18:15:00", "2026-12-21T09:15:00", "lunedì mattina alle nove e un quarto"),
]
WEEK_ENDS = [
    ("2026-12-19T09:14:59", "2026-12-19T09:15:00", "oggi alle nove e un quarto"),
    ("2026-12-19T12:44:59", None, None),
    ("2026-12-19T12:45:00", "2026-12-19T14:45:00", "oggi alle quattordici e quarantacinque"),
    ("2026-12-19T18:14:59", None, None),
    ("2026-12-19T18:15:00", "2026-12-20T09:15:00", "domani mattina"),
    ("2026-12-20T12:44:59", None, None),
    ("2026-12-20T12:45:00", "2026-12-21T09:15:00", "domani mattina"),  # no Sunday afternoon
]
HOLIDAYS = [
    ("2026-12-08T10:00:00", "2026-12-09T09:15:00", "Immacolata"),  # a Tuesday
    ("2026-12-25T10:00:00", "2026-12-28T09:15:00", "Natale"),  # a Friday
    ("2026-12-26T10:00:00", "2026-12-28T09:15:00", "Santo Stefano"),  # a Saturday
    ("2027-01-01T10:00:00", "2027-01-04T09:15:00", "Capodanno"),
]


def a_call(doors: Doors, when: str, number: str, line: str) -> tuple[str, str]:
    """A message left at that instant: what was heard, and when it is taken in charge."""
    doors.clock.at = at(when)
    sid = a_recording_sid()
    doors.said[sid] = "Il programma J2K non si apre, siamo fermi."
    call = doors.call(caller=number, to=line)
    heard, recorded = to_the_beep(call)
    heard += to_the_end(call, recorded, sid)
    call.recording_is("completed", sid, 12)
    call.ends()
    doors.works()
    (told,) = doors.api(f"/tickets?call_sid={call.sid}")
    return heard, told["in_charge_at"]


def expected(when: str, later: str | None) -> str:
    return at(later or when).isoformat()


@pytest.mark.parametrize(("when", "later", "said"), WEEKDAYS)
def test_on_weekdays_a_message_is_taken_in_charge_in_the_pages_hours(doors, when, later, said):
    heard, in_charge = a_call(doors, when, STRANGER, WEEKDAY_LINE)
    assert in_charge == expected(when, later)
    assert (said in heard) if said else (LATER not in heard)


@pytest.mark.parametrize(("when", "later", "said"), WEEK_ENDS)
def test_at_the_week_end_a_subscriber_is_helped_on_saturday_and_on_sunday_morning(
    doors, when, later, said
):
    with doors.sessions.begin() as session:
        a_customer(session, code="L1042", phones=[SUBSCRIBER], j_system=True)
    heard, in_charge = a_call(doors, when, SUBSCRIBER, WEEKEND_LINE)
    assert in_charge == expected(when, later)
    assert (said or "presa in carico subito") in heard
    heard, in_charge = a_call(doors, when, STRANGER, WEEKEND_LINE)
    assert in_charge == at("2026-12-21T09:15").isoformat()


@pytest.mark.parametrize(("when", "later", "name"), HOLIDAYS)
@pytest.mark.parametrize("line", [WEEKDAY_LINE, WEEKEND_LINE])
def test_on_a_holiday_nobody_is_at_work_and_callers_hear_which_it_is(
    doors, when, later, name, line
):
    heard, in_charge = a_call(doors, when, STRANGER, line)
    assert in_charge == at(later).isoformat()
    assert name in heard


def test_the_form_shows_the_hours_and_says_when_a_request_is_taken_in_charge(doors):
    doors.clock.at = at("2026-12-15T13:00")
    page = plain(Https(doors.app).get("/assistenza").text)
    for words in (
        "prende in carico le richieste in questi orari",
        "dal lunedì al venerdì 9:15 - 12:45 e 14:45 - 18:15",
        "sabato 9:15 - 12:45 e 14:45 - 18:15",
        "domenica 9:15 - 12:45",
        "L'assistenza non viene fornita nei giorni di festività.",
    ):
        assert words in page
    path = doors.form()
    told = doors.api(f"/tickets/{doors.id_of(path)}")
    assert told["in_charge_at"] == at("2026-12-15T14:45").isoformat()
    assert "14:45" in doors.own_page(path)
