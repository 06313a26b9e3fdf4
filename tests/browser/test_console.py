"""The console as technicians have it before them: keyboard, sound, two at once, nothing in the way."""

from datetime import timedelta
from decimal import Decimal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from sqlalchemy import select

from rules.billing.quotes import LineKind, QuoteLine
from rules.callbacks.callback import State
from rules.staff.accounts import Role
from rules.tickets.known_fault import FaultState, JoinedBy, checked
from rules.tickets.ticket import State as TicketState
from store.billing import quotes, work_corrections, work_minutes
from store.billing.work_corrections import Correction
from store.billing.work_minutes import WorkMinutes
from store.callbacks import queue
from store.calls import call_log
from store.intake import known_faults
from store.messages import outbox
from store.models import Callback, Outbox, Recording, Transcript
from store.models.states import OutboxKind, OutboxState, RecordingState
from store.tickets import lifecycle, owners
from tests.audio import a_wav
from tests.browser.looks import NARROW, RULES, WIDE, Look, is_at
from tests.builders import PASSWORD, a_call, a_customer, a_recording, a_ticket, a_user
from tests.leotron import TERMS

SAID = "Buongiorno, sono Marco Rossi. La cassa è ferma, richiamatemi."
SCREENS = (
    "/console",
    "/console/richieste",
    "/console/richieste?q=niente",
    "/console/richieste/1001",
    "/console/chiamate",
    "/console/orari",
    "/console/orari/modifica",
    "/console/frasi",
    "/console/frasi/ticket/it",
    "/console/quadro",
    "/console/quadro?settimane=52",
    "/console/turni",
    "/console/turni?settimana=2026-11-23",
    "/console/turni/settimana?settimana=2026-11-23",
    "/console/turni/importa",
    "/console/messaggi",
    "/console/programmi/installazioni",
    "/console/registro",
    "/console/impostazioni",
    "/console/impostazioni/utenti/bruno",
    "/console/impostazioni/secondo-fattore",
    "/console/richieste/1001/simili",
    "/console/preventivi/1",
    "/console/preventivi/2",  # sent, with the link that nobody can send
    "/console/clienti",
    "/console/clienti/1",
    "/console/clienti/importa",
    "/console/clienti/1/modifica",
    "/console/clienti/nuovo?richiesta=1001",
    "/console/soldi",
    "/console/richieste/1002",  # with minutes that were corrected
    "/console/richieste/1003",  # which Bruno works on, and whose message did not arrive
    "/console/richieste/1001?fatto=1",  # in hand, with who is next
    "/console/mie",
    "/console/senza-padrone",
    "/console/richieste/nuova",
    "/console/guasti",
)


@pytest.fixture
def desk(sessions, tmp_path, now):
    """A supervisor, a technician, and a ticket with a message that can be heard; files one more."""
    (tmp_path / "recordings").mkdir()

    def file(subject, urgency="normal", number="+393471234567", minutes=0):
        at = now - timedelta(minutes=minutes)
        with sessions.begin() as session:
            call = a_call(session, from_number=number, now=at)
            call_log.add_turn(
                session, call.sid, step="menu", key=call.sid, digits="1", heard="Prego", now=at
            )
            audio = a_recording(session, call, now=at)
            ticket = a_ticket(session, call, now=at)
            facts = {"subject": subject, "urgency": urgency, "category": "software"}
            lifecycle.correct(session, ticket.id, facts, actor="centralino", now=at)
            path = tmp_path / "recordings" / f"{audio.sid}.wav"
            path.write_bytes(a_wav())
            row = session.get(Recording, audio.sid)
            row.path, row.state = str(path), RecordingState.TRANSCRIBED
            words = [
                {"text": word, "start": at / 2, "end": at / 2 + 0.5, "confidence": 0.3 + at / 10}
                for at, word in enumerate(SAID.split())
            ]
            session.add(
                Transcript(
                    recording_sid=audio.sid, text=SAID, words=words, model="x", created_at=at
                )
            )
        return ticket.id

    with sessions.begin() as session:
        a_user(session, "anna", Role.SUPERVISOR, now=now)
        a_user(session, "bruno", now=now)
        a_customer(session, code="L1042", name="Ferramenta Rossi", phones=["+393471234567"])
    file("Cassa ferma", "blocking", minutes=30)
    with sessions.begin() as session:
        line = QuoteLine(LineKind.PARTS, "Testina", Decimal(1), Decimal("100.00"))
        for _ in range(2):
            vat = Decimal(22)
            quote = quotes.draft(session, 1001, [line], vat_percent=vat, actor="anna", now=now)
        quotes.send(session, quote.id, actor="anna", now=now)
    return file


def sign_in(page, name="anna"):
    page.goto("/console")
    page.get_by_label("Nome").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Entra").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Da richiamare")


@pytest.fixture
def look():
    return Look(WIDE, True)


@pytest.fixture
def another(browser, address):
    """A second browser, of a colleague."""
    context = browser.new_context(base_url=address, locale="it-IT")
    yield context.new_page()
    context.close()


@pytest.fixture
def looked_at(browser, address):
    """A page in which axe may do what our policy forbids to scripts."""

    def open_(size, scheme):
        context = browser.new_context(
            base_url=address, viewport=size, color_scheme=scheme, locale="it-IT", bypass_csp=True
        )
        opened.append(context)
        return context.new_page()

    opened = []
    yield open_
    for context in opened:
        context.close()


def charge(sessions, ticket_id, now):
    """Work that is done and to be paid, written wrongly first; and minutes to be confirmed."""
    with sessions.begin() as session:
        by = {"terms": TERMS, "now": now}
        work = WorkMinutes("anna", now, 150)
        wrong = work_minutes.write(session, ticket_id, work, key="demo", cover="billable", **by)
        work_corrections.correct(
            session, wrong.id, Correction(75, why="due volte"), by="anna", **by
        )
        lifecycle.move(session, ticket_id, TicketState.RESOLVED, actor="anna", now=now)
        put_in_progress(session, now)
        are_broken(session, now)
        about = {"technician": "anna", "started_at": now, "seconds": 300.0, "now": now}
        work_minutes.propose(session, 1001, call_sid=a_call(session, now=now).sid, **about)


def put_in_progress(session, now):
    """Anna has 1001 in hand, Bruno works on 1003, 1004 is nobody's, 1005 waits; a text was lost."""
    queue.claim(session, 1, by="anna", now=now, lease=timedelta(hours=1))
    for owner in ("bruno", None, ""):
        ticket = a_ticket(session, now=now)
        if owner == "":
            continue
        queue.of_ticket(session, ticket.id).state = State.DONE
        lifecycle.move(session, ticket.id, TicketState.IN_PROGRESS, actor="bruno", now=now)
        if owner:
            owners.spoke(session, ticket.id, by=owner, now=now)
    told = {"body": {"text": "x", "until": None}, "key": "ticket_opened:1003", "ticket_id": 1003}
    outbox.put(session, kind=OutboxKind.SMS, to="+393471234567", now=now, **told)
    row = session.scalars(select(Outbox)).one()
    row.state, row.delivery, row.delivery_error = OutboxState.SENT, "undelivered", "30006"


def are_broken(session, now):
    """One fault that callers hear of, with two requests, and one that is proposed."""
    for title, state in (("Fatture ferme", FaultState.ON), ("Errore 4031", FaultState.PROPOSED)):
        words = checked(title, "", "")
        fault = known_faults.make_known(session, None, words, by="anna", now=now)
        fault.state = state
        for _ in range(2):
            row = a_ticket(session, now=now)
            row.fault_id, row.fault_by, row.subject = fault.id, JoinedBy.ALIKE, f"Sempre {title}"
    fault.started_at = None


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_nothing_stands_in_anybodys_way(looked_at, desk, sessions, now, size, scheme):
    """WCAG 2.2 A and AA, as far as axe can tell, on every screen; and nothing is wider than it."""
    charge(sessions, desk("Virus sul computer, e un oggetto lungo quanto si vuole"), now)
    page = looked_at(size, scheme)

    def found():
        return [
            (broken["id"], node["target"], node["failureSummary"])
            for broken in Axe().run(page, options=RULES[scheme]).response["violations"]
            for node in broken["nodes"]
        ]

    page.goto("/login")
    assert found() == []
    sign_in(page)
    for screen in SCREENS:
        page.goto(screen)
        assert (screen, found()) == (screen, [])
        width = page.evaluate("document.documentElement.scrollWidth")
        assert (screen, width <= size["width"]) == (screen, True)


def test_a_slash_leads_to_the_search_of_each_page(page, desk):
    sign_in(page)
    for screen in ("/console/orari", "/console/richieste/1001", "/console/turni"):
        page.goto(screen)
        page.keyboard.press("/")
        expect(page.get_by_label("Cerca ovunque")).to_be_focused()
    page.goto("/console/chiamate")
    page.keyboard.press("/")
    expect(page.get_by_role("main").get_by_role("searchbox")).to_be_focused()  # the page's own
    page.goto("/console")
    page.keyboard.press("/")
    page.keyboard.type("casse ferme")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Cassa ferma")).to_be_visible()


def test_a_message_appears_by_itself_and_the_focused_row_stays_where_it_is(page, desk):
    desk("Stampa lenta", number="+393401111111", minutes=20)
    sign_in(page)
    row = page.locator("#r1002")
    row.focus()
    top = row.bounding_box()["y"]
    for number in range(3):
        desk(f"Nuova {number}", "high", number=f"+39340222222{number}", minutes=10)
    expect(page.locator("#r1005")).to_be_visible(timeout=15_000)
    expect(row).to_be_focused()
    assert is_at(row, top)


def test_the_first_stays_where_it_is_although_a_more_urgent_one_comes_before_it(page, desk):
    sign_in(page)
    row = page.locator("#r1001")
    row.focus()
    top = row.bounding_box()["y"]
    desk("Archivio perso", "blocking", number="+393401111111", minutes=90)
    expect(page.locator("#prima + #r1002")).to_be_attached(timeout=15_000)
    expect(row).to_be_focused()
    assert is_at(row, top)


def test_a_message_is_heard_and_its_words_follow_the_voice(page, desk):
    sign_in(page)
    page.get_by_role("link", name="Cassa ferma").first.click()
    audio = page.locator("audio").first
    expect(page.locator("[data-wave]")).to_have_attribute("aria-valuemax", "6")
    page.locator("[data-words] span").nth(2).click()
    expect(page.locator("[data-words] [aria-selected=true]")).to_have_count(1)
    for _ in range(100):
        if audio.evaluate("one => one.currentTime") > 1.2:
            break
        page.wait_for_timeout(50)
    assert 1.2 < audio.evaluate("one => one.currentTime") < 6
    page.keyboard.press("Escape")
    page.locator("h1").click()
    page.keyboard.press(" ")
    assert audio.evaluate("one => one.paused") is True
    page.get_by_label("Velocità").select_option("1.5")
    page.reload()
    assert page.locator("audio").first.evaluate("one => one.playbackRate") == 1.5


def test_everything_is_reached_by_keys_and_they_can_be_switched_off(page, desk):
    desk("Stampa lenta", number="+393401111111", minutes=20)
    sign_in(page)
    page.keyboard.press("j")
    expect(page.locator("#r1001")).to_be_focused()
    page.keyboard.press("j")
    expect(page.locator("#r1002")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Stampa lenta")
    page.keyboard.press("p")
    expect(page.locator("main")).to_contain_text("In mano tua")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("g")
    page.keyboard.press("i")
    expect(page.get_by_role("heading", level=1)).to_have_text("Impostazioni")
    page.get_by_label("Tasti singoli").uncheck()
    page.get_by_role("button", name="Salva").first.click()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_of_two_who_take_the_same_one_gets_it_and_the_other_is_told_who(
    page, another, desk, sessions
):
    sign_in(page, "anna")
    sign_in(another, "bruno")
    page.get_by_role("button", name="Prendi e apri").click()
    expect(page.locator("main")).to_contain_text("In mano tua")
    another.get_by_role("button", name="Prendi e apri").click()
    expect(another.get_by_role("status")).to_have_text("L'ha presa anna prima di te.")
    with sessions() as session:
        row = session.get(Callback, 1)
    assert (row.state, row.claimed_by) == (State.CLAIMED, "anna")


def test_a_text_is_corrected_and_minutes_written(page, desk, sessions):
    sign_in(page)
    page.goto("/console/richieste/1001")
    page.get_by_role("button", name="È Ferramenta Rossi (L1042)").click()
    expect(page.locator("#chi")).to_contain_text("Contratto")
    page.get_by_text("Correggi il testo").click()
    page.get_by_label("Come l'hai sentito tu").fill(SAID.replace("Rossi", "Rosso"))
    page.get_by_role("button", name="Salva il testo").click()
    expect(page.get_by_role("status")).to_contain_text("Testo corretto")
    page.get_by_label("Minuti", exact=True).fill("25")
    page.get_by_role("button", name="Registra").click()
    expect(page.get_by_role("status")).to_contain_text("Registrati 25 minuti.")
    expect(page.locator("#minuti")).to_contain_text("25 min Contratto")


def test_a_refused_shift_stands_in_the_form_as_it_was_typed(page, desk):
    sign_in(page)
    page.goto("/console/turni")
    page.get_by_role("combobox", name="Chi").select_option("bruno")
    page.get_by_label("Da", exact=True).fill("2027-03-28T02:30")
    page.get_by_label("A", exact=True).fill("2027-03-28T09:00")
    page.get_by_label("Posto fra i reperibili").fill("3")
    page.get_by_role("button", name="Aggiungi").click()
    expect(page.locator("#nuovo ~ form .wrong")).to_contain_text("l'orologio non passa")
    expect(page.get_by_role("combobox", name="Chi")).to_have_value("bruno")
    expect(page.get_by_label("A", exact=True)).to_have_value("2027-03-28T09:00")
    expect(page.get_by_label("Posto fra i reperibili")).to_have_value("3")
