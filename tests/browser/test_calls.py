"""A customer is called from the console: a browser, and the carrier that rings both telephones."""

import re
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session, sessionmaker

from centralino.config.settings import load
from centralino.wiring.outbound_calls import customer_first_of, dialling_of
from centralino.wiring.parts import parts_of
from ivr.twilio_api import TwilioApi
from rules.callbacks.outcomes import Outcome
from scheduler import hang_ups
from scheduler import outbound_calls as dispatch
from simulator import Carrier, Number, Press, Subscriber, Talk, VirtualClock
from store.billing import work_minutes
from store.callbacks import attempts, outbound_calls
from store.tickets import lifecycle
from tests.browser.looks import NARROW, RULES, WIDE, Look
from tests.builders import PASSWORD, a_call, a_customer, a_ticket, a_user
from tests.leotron import WEEKDAY_LINE

ACCOUNT, TOKEN, PUBLIC = "AC" + "0" * 32, "the auth token", "https://assistenza.example.it"
ANNA, CUSTOMER = "+393331112222", "+393471234567"
TICKET = "/console/richieste/1001"


@pytest.fixture
def more():
    return {"CENTRALINO_SERVICE__PUBLIC_URL": PUBLIC}


@pytest.fixture
def look():
    return Look(WIDE, True)


@pytest.fixture
def filed(sessions, now):
    with sessions.begin() as session:
        a_user(session, "anna", now=now)
        a_user(session, "bruno", now=now)
        outbound_calls.set_phone(session, "anna", ANNA)
        a_customer(session, code="L1042", name="Ferramenta Rossi", phones=[CUSTOMER])
        ticket = a_ticket(session, a_call(session, from_number=CUSTOMER, now=now), now=now)
        facts = {"subject": "Cassa ferma", "urgency": "blocking", "customer_code": "L1042"}
        lifecycle.correct(session, ticket.id, facts, actor="centralino", now=now)
        ticket.cover = "contract"


@dataclass(frozen=True)
class Sees:
    """In the middle of a call: what the page shows meanwhile."""

    page: Page
    text: str

    def perform(self, _call: object) -> None:
        expect(self.page.locator("#richiamo")).to_contain_text(self.text, timeout=15_000)


@dataclass(frozen=True)
class Clock:
    """The jobs of the clock's process."""

    sessions: sessionmaker[Session]
    carrier: Carrier
    twilio: TwilioApi
    dialling: dispatch.Dialling

    def __call__(self, *subscribers: Subscriber) -> None:
        """Place the call; all that comes of it."""
        self.carrier.subscribe(*subscribers)
        assert dispatch.place_due(self.sessions, self.carrier.clock.now, self.dialling) == 1
        self.carrier.settle()

    def ends(self) -> int:
        """End what is asked to be ended."""
        now, end = self.carrier.clock.now, self.twilio.end_call
        return hang_ups.end_asked(self.sessions, now, end, self.dialling)


@pytest.fixture
def place(address, sessions, now, tmp_path):
    """Places the call that was asked for, with whoever may be rung."""
    carrier = Carrier(
        account_sid=ACCOUNT,
        auth_token=TOKEN,
        numbers={WEEKDAY_LINE: Number(f"{PUBLIC}/voice/incoming")},
        connect={PUBLIC: address},
        clock=VirtualClock(now),
        patience=10,
        folder=tmp_path,
    )
    settings = load(environ={"CENTRALINO_SERVICE__PUBLIC_URL": PUBLIC})
    with carrier.serving() as rest:
        twilio = TwilioApi(ACCOUNT, TOKEN, rest)
        yield Clock(sessions, carrier, twilio, dialling_of(parts_of(settings), twilio))
    assert list(carrier.debugger) == []


@pytest.fixture
def first(place):
    """The same for whoever is rung before the technician."""
    parts = parts_of(load(environ={"CENTRALINO_SERVICE__PUBLIC_URL": PUBLIC}))
    return replace(place, dialling=customer_first_of(parts, place.twilio, place.sessions))


def sign_in(page: Page, name: str = "anna") -> None:
    page.goto("/login")
    page.get_by_label("Nome").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Entra").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Da richiamare")


def take(page: Page) -> None:
    page.get_by_role("button", name="Prendi e apri").click()
    expect(page.locator("#richiamo")).to_contain_text("In mano tua")


def test_a_call_is_placed_talked_and_closed_by_keys_alone(page, filed, place, sessions):
    sign_in(page)
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Cassa ferma")
    page.keyboard.press("p")
    expect(page.locator("#richiamo")).to_contain_text("In mano tua")
    page.keyboard.press("c")
    expect(page.locator("#richiamo")).to_contain_text("Sta per squillare il tuo telefono")
    page.get_by_label("Aggiungi una nota").first.fill("carta cambiata")  # while they talk
    anna = [
        Sees(page, "Squilla il tuo telefono: rispondi e premi 1."),
        Press("1", when="premi 1"),
        Talk(120),
        Sees(page, "In linea con il cliente."),
    ]
    place(Subscriber(ANNA, script=anna), Subscriber(CUSTOMER, talks_s=301))
    expect(page.locator("#richiamo")).to_contain_text("Chiamata finita dopo 5:01.")
    expect(page.locator("#minuti")).to_contain_text("Proposti dalla chiamata")
    expect(page.get_by_label("Aggiungi una nota").first).to_have_value("carta cambiata")
    page.locator("h1").click()
    page.keyboard.press("1")
    expect(page.locator("#detto")).to_contain_text("Esito: risolta. Ci sono minuti da confermare.")
    page.get_by_role("button", name="Conferma").click()
    expect(page.locator("#minuti")).to_contain_text("6 min Contratto")
    with sessions() as session:
        row = attempts.newest(session, 1)
        (entry,) = work_minutes.entries(session, 1001)
        assert (row.outcome, row.note) == (Outcome.SOLVED, "carta cambiata")
        assert (entry.minutes, entry.state) == (6, "confirmed")
        assert lifecycle.find(session, 1001).state == "resolved"


def test_the_customer_is_rung_first_by_a_technician_who_is_ready(page, filed, first, sessions):
    sign_in(page)
    take(page)
    page.get_by_role("button", name="Sono pronto: prima il cliente").click()
    countdown = page.locator("[data-timer=down]")
    expect(countdown).to_have_text(re.compile("^[45]:[0-5][0-9]$"))
    page.get_by_role("button", name="Prima il cliente", exact=True).click()
    expect(page.locator("#richiamo")).to_contain_text("Sta per squillare il telefono del cliente.")
    customer = [
        Sees(page, "Squilla il telefono del cliente: resta al tuo."),
        Press("1", when="prema 1"),
        Talk(),
    ]
    anna = [
        Sees(page, "Il cliente aspetta: rispondi al tuo telefono e premi 1."),
        Press("1", when="premi 1"),
        Talk(60),
        Sees(page, "In linea con il cliente."),
    ]
    first(Subscriber(CUSTOMER, script=customer), Subscriber(ANNA, script=anna, talks_s=301))
    expect(page.locator("#richiamo")).to_contain_text("Chiamata finita dopo 0:0")  # our clock's
    expect(page.locator("#minuti")).to_contain_text("Proposti dalla chiamata")
    with sessions() as session:
        row = attempts.newest(session, 1)
        assert (row.customer_first, row.proposed) == (True, Outcome.SPOKEN)


def test_a_colleague_sees_who_is_on_the_line_and_an_outcome_is_taken_back(
    page, browser, address, filed, place, sessions
):
    context = browser.new_context(base_url=address, locale="it-IT")
    bruno = context.new_page()
    sign_in(bruno, "bruno")
    sign_in(page)
    take(page)
    page.get_by_role("button", name="Chiama", exact=True).click()

    @dataclass(frozen=True)
    class Looks:
        def perform(self, _call: object) -> None:
            expect(bruno.locator("#coda")).to_contain_text("è in linea con il cliente")

    anna = Subscriber(ANNA, script=[Press("1"), Talk(9), Looks()])
    place(anna, Subscriber(CUSTOMER, talks_s=10))
    page.keyboard.press("3")
    undo = page.get_by_role("button", name="Annulla l'esito della 1001")
    expect(undo).to_be_visible()
    page.keyboard.press("a")
    expect(page.locator("#richiamo")).to_contain_text("In mano tua")
    with sessions() as session:
        assert attempts.newest(session, 1).outcome is None
    context.close()


def test_a_call_is_ended_by_a_click(page, filed, place):
    sign_in(page)
    take(page)
    page.get_by_role("button", name="Chiama", exact=True).click()

    @dataclass(frozen=True)
    class Closes:
        def perform(self, _call: object) -> None:
            page.get_by_role("button", name="Chiudi la chiamata").click()
            expect(page.locator("#richiamo")).to_contain_text("La chiamata si chiude")
            assert place.ends() == 1

    place(
        Subscriber(ANNA, script=[Press("1"), Talk(61), Closes()]), Subscriber(CUSTOMER, talks_s=999)
    )
    expect(page.locator("#richiamo")).to_contain_text("Chiamata finita dopo 1:01.")
    expect(page.locator("#minuti")).to_contain_text("Proposti dalla chiamata")


def test_another_hour_and_a_colleague_are_reached_by_keys(page, filed, sessions, now):
    sign_in(page)
    take(page)
    page.keyboard.press("9")
    expect(page.get_by_label("Quando")).to_be_focused()
    page.get_by_label("Quando").fill("2026-11-25T10:00")
    page.get_by_role("button", name="Richiamare", exact=True).click()
    expect(page.locator("#detto")).to_contain_text("Si richiama: domani 10:00.")
    page.keyboard.press("a")
    expect(page.locator("#detto")).to_contain_text("Esito annullato")
    page.keyboard.press("0")
    expect(page.get_by_label(re.compile("^A chi"))).to_be_focused()
    page.keyboard.press("Tab")
    page.get_by_role("button", name="Passa", exact=True).click()
    expect(page.locator("#detto")).to_contain_text("Passata a bruno.")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_nothing_stands_in_anybodys_way(
    browser, address, filed, place, sessions, now, size, scheme
):
    """WCAG 2.2 A and AA of the page in each state of a call; and nothing is wider than it."""
    context = browser.new_context(
        base_url=address, viewport=size, color_scheme=scheme, locale="it-IT", bypass_csp=True
    )
    page = context.new_page()

    def look_at() -> None:
        found = Axe().run(page, options=RULES[scheme])
        broken = [(one["id"], one["nodes"][0]["target"]) for one in found.response["violations"]]
        assert broken == []
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]

    @dataclass(frozen=True)
    class Looks:
        def perform(self, _call: object) -> None:
            page.reload()
            look_at()

    sign_in(page)
    take(page)
    look_at()
    page.keyboard.press("0")
    look_at()
    page.get_by_role("button", name="Chiama", exact=True).click()
    look_at()
    anna = Subscriber(ANNA, script=[Looks(), Press("1"), Talk(90), Looks()])
    place(anna, Subscriber(CUSTOMER, talks_s=100))
    page.reload()
    look_at()
    page.get_by_role("button", name="Nessuna risposta").click()
    expect(page.get_by_role("button", name="Annulla l'esito della 1001")).to_be_visible()
    look_at()
    with sessions.begin() as session:
        assert lifecycle.find(session, 1001).created_at <= now + timedelta(minutes=1)
    context.close()
