"""A week of the desk, whole: real calls, the model, the clock's jobs, the carrier, and two browsers.

Nothing is written into the ledger beside the accounts, the customers and the rota: whatever the
technicians see came in over signed HTTP.
"""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, Page, expect

import store
from centralino.demo.calls import message
from centralino.demo.customers import seed
from centralino.rehearsal import Rehearsal, rehearsal
from desk import rota as rules
from desk.accounts import Role
from desk.outcomes import Outcome
from desk.tickets import State
from simulator import Press, Subscriber, Talk
from store import accounts, attempts, calling, rota, tickets, work
from store.models import Alert, Call, Callback, Ticket
from tests.browser.conftest import WIDE

CONFIG = Path(__file__).parents[2] / "config.yaml"
ROME = ZoneInfo("Europe/Rome")
PASSWORD, PIN = "cavallo batteria graffetta", "402817"
ANNA, BRUNO = "+393331112222", "+393334445555"
WEEKDAY, WEEKEND = "+390455117067", "+390452525658"
ROSSI, GARDA, ADIGE, VERDE = "+390458012345", "+393284457091", "+390458307512", "+390456289417"


def day(number: int, clock: str) -> datetime:
    """An instant of the week: Monday is the 7th of December 2026, Tuesday a holiday."""
    return datetime.fromisoformat(f"2026-12-{number:02}T{clock}").replace(tzinfo=ROME)


@dataclass
class Desk:
    """The running service, who calls it and who works at it."""

    service: Rehearsal
    browser: Browser

    def __post_init__(self) -> None:
        self.engine = store.connect(self.service.settings.database.url)
        self.sessions = store.sessions(self.engine)

    @property
    def carrier(self):
        return self.service.carrier

    def leaves_a_message(self, number: str, voice: str, *, line: str = WEEKDAY, keys=()) -> int:
        """A caller rings, presses, speaks and sends it; the ticket's id once the text is there."""
        call = self.service.phone(number).dial(line, script=message(voice, *keys)).finish()
        self.carrier.settle()

        def read() -> int | None:
            with store.reading(self.sessions) as session:
                found = tickets.of_call(session, call.call_sid)
                return found.id if found is not None and found.subject is not None else None

        return until(read)

    def rings(self, number: str, *subscribers: Subscriber) -> None:
        """Until the service has placed a call to the number and all of it is over."""
        self.carrier.subscribe(*subscribers)
        before = self.legs(number)

        def over() -> bool:
            self.carrier.settle()
            return self.legs(number) > before

        until(over)

    def legs(self, number: str) -> int:
        return sum(call.to_number == number for call in self.carrier.journal.calls)

    @contextmanager
    def at_work(self, name: str) -> Iterator[Page]:
        """A browser of theirs in which they are signed in."""
        context = self.browser.new_context(
            base_url=self.service.address, viewport=WIDE, locale="it-IT"
        )
        context.set_default_timeout(20_000)
        page = context.new_page()
        page.goto("/login")
        page.get_by_label("Nome").fill(name)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Entra").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Da richiamare")
        yield page
        context.close()

    def callback(self, ticket_id: int) -> Callback:
        with store.reading(self.sessions) as session:
            return session.query(Callback).filter_by(ticket_id=ticket_id).one()


def until(found, seconds: float = 60):
    """What comes of asking again and again, once it is something."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if value := found():
            return value
        time.sleep(0.05)
    raise AssertionError(f"nothing came of {found} within {seconds} s")


@dataclass(frozen=True)
class Sees:
    """In the middle of a call: what the page shows meanwhile."""

    page: Page
    text: str

    def perform(self, _call: object) -> None:
        expect(self.page.locator("#richiamo")).to_contain_text(self.text, timeout=15_000)


@pytest.fixture
def desk(browser, tmp_path) -> Iterator[Desk]:
    with rehearsal(tmp_path, day(7, "10:00"), config=CONFIG) as service:
        found = Desk(service, browser)
        seed(found.sessions, day(7, "10:00"))
        with found.sessions.begin() as session:
            for name, number in (("anna", ANNA), ("bruno", BRUNO)):
                accounts.add(session, name, PASSWORD, Role.TECHNICIAN, now=day(7, "09:00"))
                calling.set_phone(session, name, number)
            accounts.set_pin(session, "bruno", PIN)
            week_end = day(12, "00:00"), day(14, "00:00")
            rota.add(session, rules.Shift("bruno", rules.Kind.ON_CALL, *week_end, 1))
        yield found
        found.engine.dispose()


def test_a_week(desk):
    monday = a_message_is_heard_called_and_closed_with_its_minutes(desk)
    tuesday = on_a_holiday_a_message_waits_for_the_next_working_day(desk)
    by_telephone_alone(desk, tuesday)
    thursday = two_who_click_at_once(desk)
    saturday = whoever_is_on_call_is_alerted(desk)
    with store.reading(desk.sessions) as session:
        numbers = {monday, tuesday, thursday, saturday}
        assert {ticket.id for ticket in session.query(Ticket)} == numbers
        inbound = session.query(Call).filter_by(direction="inbound")
        assert inbound.count() == len(numbers)
    assert list(desk.carrier.debugger) == []


def a_message_is_heard_called_and_closed_with_its_minutes(desk: Desk) -> int:
    """Monday, by keys: it appears by itself, is listened to, both telephones ring, it is written."""
    with desk.at_work("anna") as page:
        expect(page.get_by_role("heading", level=2).first).to_contain_text("Nessuno")
        ticket_id = desk.leaves_a_message(ROSSI, "ferramenta.wav")
        expect(page.locator(f"#r{ticket_id}")).to_be_visible(timeout=20_000)  # nobody reloaded
        page.keyboard.press("j")
        page.keyboard.press("Enter")
        expect(page.locator("main")).to_contain_text("stampante fiscale", ignore_case=True)
        page.get_by_role("button", name=re.compile("È Ferramenta Rossi")).click()
        expect(page.locator("#chi")).to_contain_text("Contratto")
        page.locator("[data-words] span").nth(1).click()
        audio = page.locator("audio").first
        until(lambda: audio.evaluate("one => !one.paused && one.currentTime > 1"))
        page.locator("h1").click()
        page.keyboard.press(" ")
        page.keyboard.press("p")
        expect(page.locator("#richiamo")).to_contain_text("In mano tua")
        page.keyboard.press("c")
        hers = [
            Sees(page, "Squilla il tuo telefono: rispondi e premi 1."),
            Press("1", when="premi 1"),
            Talk(60),
            Sees(page, "In linea con il cliente."),
        ]
        desk.rings(ROSSI, Subscriber(ANNA, script=hers), Subscriber(ROSSI, talks_s=601))
        expect(page.locator("#richiamo")).to_contain_text("Chiamata finita dopo 10:01.")
        page.locator("h1").click()
        page.keyboard.press("1")
        page.get_by_role("button", name="Conferma").click()
        expect(page.locator("#minuti")).to_contain_text("11 min Contratto")
    with store.reading(desk.sessions) as session:
        assert tickets.find(session, ticket_id).state == State.RESOLVED
        (entry,) = work.entries(session, ticket_id)
        assert (entry.minutes, entry.state, entry.technician) == (11, "confirmed", "anna")
    return ticket_id


def on_a_holiday_a_message_waits_for_the_next_working_day(desk: Desk) -> int:
    """Tuesday, the Immacolata."""
    desk.service.move_to(day(8, "10:30"))
    ticket_id = desk.leaves_a_message(VERDE, "cartoleria.wav")
    call = list(desk.carrier.journal)[-1]
    assert "immacolata" in " ".join(call.texts).lower()
    with store.reading(desk.sessions) as session:
        assert tickets.find(session, ticket_id).in_charge_at == day(9, "09:15")
    return ticket_id


def by_telephone_alone(desk: Desk, ticket_id: int) -> None:
    """Wednesday, Bruno is on the road: he signs in, hears it, is connected and says how it went."""
    desk.service.move_to(day(9, "09:20"))
    desk.carrier.subscribe(Subscriber(VERDE, talks_s=125))
    call = desk.service.phone(BRUNO).dial(WEEKDAY).hears("digita il pin").press(f"{PIN}#")
    call.hears("cartoleria verde").plays("/voice/audio/").hears("1 per chiamare").press("1")
    call.hears("ti collego").talks().hears("com'è andata").press("1").hears("annotato").ends()
    desk.carrier.settle()
    with store.reading(desk.sessions) as session:
        assert tickets.find(session, ticket_id).state == State.RESOLVED
        row = attempts.newest(session, desk.callback(ticket_id).id)
        assert (row.technician, row.outcome, row.seconds) == ("bruno", Outcome.SOLVED, 125)
        (entry,) = work.entries(session, ticket_id)
        assert (entry.minutes, entry.technician) == (3, "bruno")


def two_who_click_at_once(desk: Desk) -> int:
    """Thursday: one has it, the other is told who."""
    desk.service.move_to(day(10, "15:00"))
    ticket_id = desk.leaves_a_message(ADIGE, "panetteria.wav")
    with desk.at_work("anna") as hers, desk.at_work("bruno") as his:
        for page in (hers, his):
            page.evaluate(
                "at => setTimeout(() => [...document.querySelectorAll('button')]"
                ".find(one => one.textContent.includes('Prendi e apri')).click(), at - Date.now())",
                (time.time() + 0.7) * 1000,
            )
        for page in (hers, his):
            page.wait_for_url(f"**/richieste/{ticket_id}")
        holder = desk.callback(ticket_id).claimed_by
        first, second = (hers, his) if holder == "anna" else (his, hers)
        expect(first.locator("#richiamo")).to_contain_text("In mano tua")
        expect(second.get_by_role("status")).to_have_text(f"L'ha presa {holder} prima di te.")
    return ticket_id


def whoever_is_on_call_is_alerted(desk: Desk) -> int:
    """Saturday: a subscriber who cannot work; Bruno takes it on his telephone and rings back."""
    desk.service.move_to(day(12, "10:05"))
    takes = [Press("1", when="premi 1"), Press("1", when="1 per chiamare")]
    desk.carrier.subscribe(Subscriber(BRUNO, script=takes))
    with desk.at_work("anna") as page:
        ticket_id = desk.leaves_a_message(
            GARDA, "trattoria.wav", line=WEEKEND, keys=(Press("1"), Press("4417#"))
        )
        desk.rings(GARDA, Subscriber(GARDA, talks_s=200))
        expect(page.locator("main")).to_contain_text("bruno", timeout=20_000)
    with desk.at_work("bruno") as page:
        page.goto(f"/console/richieste/{ticket_id}")
        page.keyboard.press("1")
        page.get_by_role("button", name="Conferma").click()
        expect(page.locator("#minuti")).to_contain_text("4 min J-System")
        expect(page.locator("#chi")).to_contain_text("116 min")
    with store.reading(desk.sessions) as session:
        alert = session.query(Alert).filter_by(ticket_id=ticket_id).one()
        assert alert.taken_by == "bruno"
        row = attempts.newest(session, desk.callback(ticket_id).id)
        assert (row.technician, row.proposed, row.seconds) == ("bruno", Outcome.SPOKEN, 200)
    return ticket_id
