"""A week at the desk: the whole service in its own processes, real calls, and two real browsers.

Only Twilio and the time are played. What is spoken is real sound and becomes text by the model
that ships; what is waited for is what people see.
"""

import re
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy.orm import Session, sessionmaker

import store
from centralino.demo.calls import SMALL_WORLD as VOICES
from centralino.demo.customers import seed
from centralino.demo.rehearsal import Rehearsal, rehearsal
from centralino.demo.run import wait_for_ticket
from rules.rota import Kind, Shift
from rules.staff.accounts import Role
from simulator import Press, Speak, Subscriber, Talk
from simulator.state.journal import CallEntry
from simulator.state.script import ScriptAct
from store.billing import work_minutes
from store.callbacks import outbound_calls
from store.staff import accounts, rota
from tests.browser.looks import PATIENCE, WIDE, is_at
from tests.leotron import ROME

ROOT = Path(__file__).parents[2]
WEDNESDAY = datetime(2026, 12, 2, 10, tzinfo=ROME)
PASSWORD, PIN = "cavallo batteria graffetta", "402817"
PHONES = {"anna": "+393331112222", "bruno": "+393334445555"}
LIBRARY, HARDWARE, INN, STATIONER = (
    "+393387142905",
    "+390458012345",
    "+393284457091",
    "+390456289417",
)
SECONDS = 30.0  # on a machine that does much else


@dataclass(frozen=True)
class Desk:
    """The running service, and its ledger as another process would open it."""

    service: Rehearsal
    sessions: sessionmaker[Session]

    def it_is(self, day: int, clock: str) -> None:
        hour, minute = map(int, clock.split(":"))
        self.service.move_to(WEDNESDAY.replace(day=day, hour=hour, minute=minute))

    def hears_from(
        self,
        number: str,
        voice: str,
        *keys: ScriptAct,
        line: str = "weekday",
        after: Sequence[ScriptAct] = (),
    ) -> CallEntry:
        """A customer rings, leaves a message and sends it; the ticket has its text by then."""
        to = getattr(self.service.settings.lines, line).number
        script = (*keys, Speak(VOICES / voice), Press("#"), *after)
        call = self.service.phone(number).dial(to, script=script).finish()
        self.service.carrier.settle()
        assert wait_for_ticket(self.sessions, call)["transcript"], call.story()
        return call

    def rings(self, *subscribers: Subscriber, until: Callable[[], bool]) -> None:
        """Whoever is rung does what they do, until what the clock's process began is over."""
        self.service.carrier.subscribe(*subscribers)

        def over() -> bool:
            self.service.carrier.settle()
            return until()

        soon(over)

    def legs_to(self, number: str) -> list[CallEntry]:
        """Calls to the number that are over."""
        every = self.service.carrier.journal.calls
        return [one for one in every if one.to_number == number and one.ended_at]

    def minutes(self, ticket_id: int) -> list[tuple[int, str]]:
        with self.sessions() as session:
            return [
                (one.minutes, one.state.value) for one in work_minutes.entries(session, ticket_id)
            ]


@pytest.fixture
def desk(tmp_path) -> Iterator[Desk]:
    """Anna and Bruno, who is on call at the week-end; four customers."""
    with rehearsal(tmp_path, WEDNESDAY, config=ROOT / "config.yaml") as service:
        engine = store.connect(service.settings.database.url)
        sessions = store.sessions(engine)
        seed(sessions, WEDNESDAY)
        with sessions.begin() as session:
            for name, phone in PHONES.items():
                accounts.add(session, name, PASSWORD, Role.TECHNICIAN, now=WEDNESDAY)
                outbound_calls.set_phone(session, name, phone)
            accounts.set_pin(session, "anna", PIN)
            saturday = WEDNESDAY.replace(day=5, hour=0)
            on_call = saturday, saturday + timedelta(days=2)
            rota.add(session, Shift("bruno", Kind.ON_CALL, *on_call, 1))
        yield Desk(service, sessions)
        engine.dispose()


@pytest.fixture
def at_work(browser: Browser, desk: Desk):
    """A browser of somebody's own, in which they have signed in; whatever it complains of fails."""

    @contextmanager
    def at_work(name: str) -> Iterator[Page]:
        context = browser.new_context(
            base_url=desk.service.address, viewport=WIDE, locale="it-IT", timezone_id="Europe/Rome"
        )
        context.set_default_timeout(SECONDS * 1000)
        page = context.new_page()
        complaints: list[str] = []
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto("/console")
        page.get_by_label("Nome").fill(name)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Entra").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Da richiamare")
        yield page
        context.close()
        assert complaints == []

    expect.set_options(timeout=SECONDS * 1000)
    yield at_work
    expect.set_options(timeout=PATIENCE)


@dataclass(frozen=True)
class Sees:
    """In the middle of a call: what a page shows meanwhile."""

    page: Page
    where: str
    text: str

    def perform(self, _call: object) -> None:
        expect(self.page.locator(self.where)).to_contain_text(self.text)


def soon(true: Callable[[], bool]) -> None:
    """Returns once it is true; for what the browser has no words to wait for."""
    until = time.monotonic() + SECONDS
    while not true():
        assert time.monotonic() < until
        time.sleep(0.05)


def test_a_week(desk, at_work):
    with at_work("anna") as page:
        wednesday_by_browser(desk, page)
    desk.it_is(4, "11:00")
    with at_work("bruno") as page:
        friday_by_telephone(desk, page)
    desk.it_is(5, "10:05")
    with at_work("anna") as page:
        saturday_on_call(desk, page)
    desk.it_is(8, "10:30")
    tuesday_is_a_holiday(desk)
    desk.it_is(9, "09:20")
    with at_work("anna") as anna, at_work("bruno") as bruno:
        wednesday_two_at_once(desk, {"anna": anna, "bruno": bruno})
    assert list(desk.service.carrier.debugger) == []


def wednesday_by_browser(desk: Desk, page: Page) -> None:
    """A message appears by itself, is heard, called back, talked over and closed with minutes."""
    desk.hears_from(LIBRARY, "libreria.wav", after=(Press("1", when="più IVA"),))
    row = page.locator("#r1001")
    expect(row).to_be_visible()
    row.focus()
    top = row.bounding_box()["y"]
    desk.it_is(2, "10:12")
    desk.hears_from(HARDWARE, "ferramenta.wav")
    expect(page.locator("#prima + #r1002")).to_contain_text("Ferramenta Rossi")  # the next, by now
    expect(row).to_be_focused()
    assert is_at(row, top)

    page.keyboard.press("k")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Stampante fiscale")
    expect(page.locator("[data-words]")).to_contain_text("siamo fermi")
    expect(page.locator("[data-wave]")).to_be_visible()
    page.keyboard.press(" ")
    soon(lambda: page.locator("audio").evaluate("one => one.currentTime") > 1)
    page.keyboard.press(" ")
    assert page.locator("audio").evaluate("one => one.paused")

    page.keyboard.press("p")
    expect(page.locator("#richiamo")).to_contain_text("In mano tua")
    page.keyboard.press("c")
    expect(page.locator("#richiamo")).to_contain_text("Sta per squillare il tuo telefono")
    picks_up = [
        Sees(page, "#richiamo", "Squilla il tuo telefono"),
        Press("1", when="premi 1"),
        Talk(60),
        Sees(page, "#richiamo", "In linea con il cliente"),
    ]
    anna, customer = PHONES["anna"], Subscriber(HARDWARE, talks_s=301)
    desk.rings(Subscriber(anna, script=picks_up), customer, until=lambda: desk.legs_to(anna))
    expect(page.locator("#richiamo")).to_contain_text("Chiamata finita dopo 5:01.")
    expect(page.locator("#minuti")).to_contain_text("Proposti dalla chiamata")
    page.keyboard.press("1")
    expect(page.locator("#detto")).to_contain_text("Esito: risolta. Ci sono minuti da confermare.")
    page.get_by_role("button", name="Conferma").click()
    expect(page.locator("#minuti")).to_contain_text("6 min Contratto")
    assert desk.minutes(1002) == [(6, "confirmed")]
    assert [leg.from_number for leg in desk.legs_to(HARDWARE)] == ["+390455117067"]


def friday_by_telephone(desk: Desk, page: Page) -> None:
    """The same by keys alone, from the road; a colleague sees it, and the customer pays."""
    desk.service.carrier.subscribe(Subscriber(LIBRARY, talks_s=125))
    call = desk.service.phone(PHONES["anna"]).dial("+390455117067")
    call.hears("digita il pin").press(f"{PIN}#").hears("richiesta uno, zero, zero, uno")
    call.plays("/voice/audio/").hears("1 per chiamare").press("1").hears("ti collego").talks(30)
    expect(page.locator("#altri + ul")).to_contain_text("è in linea con il cliente")
    call.hears("com'è andata").press("1").hears("annotato", "nessuno da richiamare").ends()
    desk.service.carrier.settle()
    expect(page.locator("#coda")).to_contain_text("Nessuno aspetta")
    assert desk.minutes(1001) == [(3, "proposed")]
    page.goto("/console/richieste/1001")
    page.get_by_role("button", name="Conferma").click()
    expect(page.locator("#minuti tbody tr")).to_have_text(
        re.compile("anna.*3 min A pagamento", re.DOTALL)
    )
    expect(page.locator("#minuti")).to_contain_text("97,60 €")


def saturday_on_call(desk: Desk, page: Page) -> None:
    """A subscriber cannot work: whoever is on call is rung, takes it, and has the customer rung."""
    takes_it = [
        Press("1", when="premi 1"),
        Press("1", when="1 per chiamare"),
        Talk(200),
        Press("1", when="com'è andata"),
    ]
    subscriber = (Press("1"), Press("4417#"))
    call = desk.hears_from(INN, "trattoria.wav", *subscriber, line="weekend")
    assert "La sua richiesta sarà presa in carico subito." in call.texts
    expect(page.locator("#coda")).to_contain_text("un abbonato J-System non può lavorare")
    bruno, customer = PHONES["bruno"], Subscriber(INN, talks_s=200)
    desk.rings(Subscriber(bruno, script=takes_it), customer, until=lambda: desk.legs_to(bruno))
    assert desk.minutes(1003) == [(4, "proposed")]
    page.goto("/console/richieste/1003")
    page.get_by_role("button", name="Conferma").click()
    expect(page.locator("#minuti")).to_contain_text("4 min J-System")
    page.get_by_role("link", name="Trattoria Garda").click()
    expect(page.locator("main")).to_contain_text("questo mese usati 4 min su 120")


def tuesday_is_a_holiday(desk: Desk) -> None:
    """Whoever rings on the Immacolata hears when the desk is next at work."""
    call = desk.hears_from(STATIONER, "cartoleria.wav")
    assert "Oggi siamo chiusi: Immacolata Concezione." in call.texts
    assert (
        "Il suo messaggio sarà preso in carico domani mattina alle nove e un quarto." in call.texts
    )


def wednesday_two_at_once(desk: Desk, pages: dict[str, Page]) -> None:
    """Both take the same one at the same instant: one gets it, the other is told who."""
    for page in pages.values():
        expect(page.get_by_role("button", name="Prendi e apri")).to_be_visible()
    for page in pages.values():
        page.evaluate("setTimeout(() => document.querySelector('.next form').requestSubmit(), 50)")
    for page in pages.values():
        expect(page.get_by_role("heading", level=1)).not_to_have_text("Da richiamare")
    (got,) = [name for name, page in pages.items() if "In mano tua" in page.inner_text("main")]
    (lost,) = pages.keys() - {got}
    told = pages[lost].locator("#detto")
    expect(told).to_have_text(f"L'ha presa {got} prima di te.")
