"""What somebody types stays theirs, whatever a page brings in meanwhile."""

from datetime import timedelta
from decimal import Decimal

import pytest
from playwright.sync_api import Page, expect

from rules.billing.quotes import LineKind, QuoteLine
from rules.staff.accounts import Role
from rules.tickets.ticket import State as TicketState
from store.billing import quotes, work_minutes
from store.billing.work_minutes import WorkMinutes
from store.callbacks import queue
from store.models import Callback, Recording, Transcript
from store.models.states import RecordingState
from store.tickets import lifecycle
from tests.browser.at_work import poll, sign_in
from tests.browser.looks import WIDE, Look
from tests.builders import a_call, a_customer, a_recording, a_ticket, a_user
from tests.leotron import TERMS

SAID = "Buongiorno, la cassa è ferma."
PAGES = (
    "/console/richieste/1001",
    "/console/richieste/1002",
    "/console",
    "/console/richieste",
    "/console/chiamate",
    "/console/commerciali",
    "/console/clienti",
    "/console/clienti/1",
    "/console/clienti/1/modifica",
    "/console/clienti/nuovo?richiesta=1001",
    "/console/soldi",
    "/console/orari",
    "/console/orari/modifica",
    "/console/frasi",
    "/console/frasi/ticket/it",
    "/console/quadro",
    "/console/turni",
    "/console/registro",
    "/console/impostazioni",
    "/console/preventivi/1",
)
# Everything that can be typed into, also what is folded away.
TYPED_INTO = (
    "input:not([type=hidden], [type=submit], [type=checkbox], [type=radio], [readonly]), "
    "textarea:not([readonly]), select"
)
TYPE_INTO_ALL = """
(selector) => {
  for (const folded of document.querySelectorAll("main details")) folded.open = true;
  const dated = {date: "2026-11-20", time: "22:50", "datetime-local": "2026-12-01T10:00"};
  return [...document.querySelectorAll(`main :is(${selector})`)].map((field, at) => {
    field.dataset.fieldOfTest = at;
    if (field.matches("select")) field.selectedIndex = field.options.length - 1;
    else if (field.type in dated) field.value = dated[field.type];
    else field.value = "25";
    field.dispatchEvent(new Event("input", {bubbles: true}));
    return [at, field.name, field.value];
  });
}
"""
READ_ALL = """
() => [...document.querySelectorAll("main [data-field-of-test]")].map(
  (field) => [Number(field.dataset.fieldOfTest), field.name, field.value])
"""


@pytest.fixture
def look():
    return Look(WIDE, True)


@pytest.fixture
def desk(sessions, now):
    """Two requests: Anna has one in hand, whose call proposed minutes; files one more."""

    def file(subject: str, number: str = "+393471234567", minutes: int = 0) -> int:
        at = now - timedelta(minutes=minutes)
        with sessions.begin() as session:
            call = a_call(session, from_number=number, now=at)
            audio = a_recording(session, call, now=at)
            ticket = a_ticket(session, call, now=at)
            lifecycle.correct(session, ticket.id, {"subject": subject}, actor="x", now=at)
            session.get(Recording, audio.sid).state = RecordingState.TRANSCRIBED
            session.add(
                Transcript(recording_sid=audio.sid, text=SAID, words=[], model="x", created_at=at)
            )
        return ticket.id

    with sessions.begin() as session:
        a_user(session, "anna", Role.SUPERVISOR, now=now)
        a_user(session, "bruno", now=now)
        a_customer(session, code="L1042", name="Ferramenta Rossi", phones=["+393471234567"])
    file("Cassa ferma", minutes=30)
    file("Stampa lenta", "+393401111111", minutes=20)
    with sessions.begin() as session:
        by = {"terms": TERMS, "now": now}
        work_minutes.write(
            session, 1001, WorkMinutes("bruno", now, 30), key="a", cover="billable", **by
        )
        proposed(session, 720, now)
        line = QuoteLine(LineKind.PARTS, "Testina", Decimal(1), Decimal("100.00"))
        quotes.draft(session, 1001, [line], vat_percent=Decimal(22), actor="anna", now=now)
        queue.claim(session, 1, by="anna", now=now, lease=timedelta(hours=1))
    return file


def proposed(session, seconds, now):
    about = {"technician": "anna", "started_at": now, "seconds": float(seconds), "now": now}
    work_minutes.propose(session, 1001, call_sid=a_call(session, now=now).sid, **about)


def test_what_is_typed_into_any_field_of_any_page_survives_three_refreshes(
    page: Page, desk, sessions, now
):
    sign_in(page)
    for path in PAGES:
        page.goto(path)
        typed = page.evaluate(TYPE_INTO_ALL, TYPED_INTO)
        for again in range(3):
            with sessions.begin() as session:  # something new to be shown each time
                proposed(session, 60, now)
                lifecycle.correct(
                    session, 1002, {"subject": f"Stampa {path} {again}"}, actor="x", now=now
                )
            poll(page)
        assert (path, page.evaluate(READ_ALL)) == (path, typed)


def test_minutes_typed_over_proposed_ones_are_those_that_are_booked(page, desk, sessions, now):
    """25 over 12: the page learns of other news meanwhile, and of another call's minutes."""
    sign_in(page)
    page.goto("/console/richieste/1001")
    minutes = page.locator("#w2").get_by_label("Proposti dalla chiamata")
    minutes.fill("25")
    page.locator("h1").click()  # it no longer has the focus, and is still theirs
    with sessions.begin() as session:
        proposed(session, 300, now)
    expect(page.locator("#w3")).to_contain_text("Proposti dalla chiamata", timeout=15_000)
    expect(minutes).to_have_value("25")
    page.locator("#w2").get_by_role("combobox").select_option("billable")
    page.locator("#w2").get_by_role("button", name="Conferma").click()
    expect(page.get_by_role("status").first).to_contain_text("Confermati 25 minuti.")


def test_words_in_a_form_that_a_colleague_made_pointless_stay_and_say_so(page, desk, sessions, now):
    sign_in(page)
    page.goto("/console/richieste/1001")
    minutes = page.locator("#w2 input[name=minuti]")
    minutes.fill("25")
    page.locator("h1").click()
    with sessions.begin() as session:
        work_minutes.reject(session, 2, technician="bruno", now=now)
    expect(page.locator("#w2")).to_contain_text("Nel frattempo qui è cambiato qualcosa")
    expect(minutes).to_have_value("25")


def test_what_was_folded_out_stays_so(page, desk, sessions, now):
    sign_in(page)
    page.goto("/console/richieste/1001")
    page.locator("#w1").get_by_text("Correggi").first.click()
    poll(page)
    expect(page.locator("#w1").get_by_label("Perché")).to_be_visible()


def test_when_a_colleague_takes_the_focused_row_the_next_one_gets_the_focus(
    page, desk, sessions, now
):
    for number in range(3):
        desk(f"Altra {number}", f"+39340222222{number}", minutes=10 - number)
    sign_in(page)
    order = page.locator("#poi + ol > li")
    taken, following = (order.nth(at).get_attribute("id") for at in (0, 1))
    page.locator(f"#{taken}").focus()
    top = page.locator(f"#{taken}").bounding_box()["y"]
    with sessions.begin() as session:
        callback = queue.of_ticket(session, int(taken.removeprefix("r")))
        queue.claim(session, callback.id, by="bruno", now=now, lease=timedelta(hours=1))
    expect(page.locator("#altri + ul")).to_contain_text("bruno", timeout=15_000)
    expect(page.locator(f"#{following}")).to_be_focused()
    assert abs(page.locator(f"#{following}").bounding_box()["y"] - top) < 2
    page.keyboard.press("j")
    expect(page.locator(f"#{following}")).not_to_be_focused()


def test_when_the_last_row_goes_the_one_before_it_gets_the_focus(page, desk, sessions, now):
    desk("Altra", "+393402222222", minutes=5)
    sign_in(page)
    last = page.locator("[data-row]").last
    gone = last.get_attribute("id")
    last.focus()
    with sessions.begin() as session:
        lifecycle.move(
            session, int(gone.removeprefix("r")), TicketState.CANCELLED, actor="x", now=now
        )
    expect(page.locator(f"#{gone}")).to_have_count(0, timeout=15_000)
    expect(page.locator("[data-row]").last).to_be_focused()
    with sessions() as session:
        assert session.get(Callback, 1) is not None
