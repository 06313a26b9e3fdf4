"""The form as customers have it before them: on a telephone and a screen, script or none."""

import io
import json
import zipfile

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from rules.tickets.ticket import State
from store.models import Agreement, Attachment, Callback, Ticket, TicketHistory
from tests.browser.looks import EVERY_LOOK

PICTURE = {
    "name": "../<img src=x onerror=alert(1)>.png",
    "mimeType": "image/png",
    "buffer": b"\x89PNG\r\n\x1a\n" + b"\x00" * 2000,
}
SEND = "Invia la richiesta"


def fill(page, **changes):
    typed = {
        "Azienda": "Ferramenta Rossi",
        "Nome e cognome": "Marco Rossi",
        "Telefono": "045 8001234",
        "E-mail": "marco@example.it",
        "Programma": "J2K",
        "Descrizione del problema": "La cassa non chiude.\n<script>document.title = 'x'</script>",
        **changes,
    }
    for label, value in typed.items():
        page.get_by_label(label).first.fill(value)
    page.get_by_label("Di che cosa si tratta?").select_option("software")


def sent(page):
    """Send a request, and stay on its page."""
    page.goto("/assistenza")
    fill(page)
    page.get_by_role("button", name=SEND).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Richiesta 1001")


def act(page, name, confirmed):
    page.get_by_role("button", name=name).click()
    page.get_by_role("button", name=confirmed, exact=True).click()


def only(sessions, table):
    with sessions() as session:
        return session.scalars(select(table)).one()


def fits(page, look) -> bool:
    """Whether nothing reaches beyond the right edge; without script nobody can measure it."""
    width = "document.documentElement.scrollWidth"
    return not look.with_script or page.evaluate(width) <= look.size["width"]


@pytest.mark.parametrize("look", EVERY_LOOK, ids=str)
def test_a_request_is_sent_and_its_page_shown(page, sessions, look):
    page.goto("/assistenza")
    assert fits(page, look)
    fill(page)
    page.get_by_label("Il lavoro è fermo").check()
    page.get_by_label("Allegati").set_input_files([PICTURE])
    if look.with_script:
        expect(page.locator("#scelti li")).to_have_count(1)
    page.get_by_role("button", name=SEND).click()
    expect(page.get_by_role("status")).to_contain_text("Grazie, la richiesta 1001 è registrata")
    expect(page.locator("main")).to_contain_text("<script>document.title = 'x'</script>")
    expect(page).to_have_title("Richiesta 1001 – Leotron")
    assert fits(page, look)
    ticket = only(sessions, Ticket)
    assert (ticket.company, ticket.urgency) == ("Ferramenta Rossi", "blocking")
    with page.expect_download() as download:
        page.get_by_role("link", name=only(sessions, Attachment).name).click()
    assert download.value.path().read_bytes() == PICTURE["buffer"]


@pytest.mark.parametrize("look", EVERY_LOOK, ids=str)
def test_what_is_wrong_is_told_beside_the_field_and_the_rest_is_kept(page, look):
    page.goto("/assistenza")
    fill(page, Telefono="12", Azienda="")
    page.get_by_label("Allegati").set_input_files(
        [{"name": "fattura.pdf", "mimeType": "application/pdf", "buffer": b"MZ\x00\x01"}]
    )
    page.get_by_role("button", name=SEND).click()
    expect(page.get_by_role("alert")).to_contain_text("Non abbiamo ancora registrato la richiesta")
    expect(page.locator("#telefono-errore")).to_contain_text("con il prefisso")
    expect(page.locator("#azienda-errore")).to_have_text("Questo campo è obbligatorio.")
    expect(page.locator("#allegati-errore")).to_contain_text("«fattura.pdf» non è un'immagine")
    expect(page.get_by_label("Nome e cognome")).to_have_value("Marco Rossi")
    expect(page.get_by_label("Di che cosa si tratta?")).to_have_value("software")
    expect(page.get_by_label("Telefono").first).to_have_value("12")
    assert fits(page, look)
    page.get_by_label("Azienda").fill("Ferramenta Rossi")
    page.get_by_label("Telefono").first.fill("347 1234567")
    page.get_by_role("button", name=SEND).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Richiesta 1001")


def test_a_file_that_is_too_large_gets_a_page_and_no_broken_connection(page):
    page.goto("/assistenza")
    fill(page)
    large = {"name": "film.png", "mimeType": "image/png", "buffer": b"\x00" * 12_000_000}
    page.get_by_label("Allegati").set_input_files([large])
    page.get_by_role("button", name=SEND).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Troppo grande")
    page.go_back()
    expect(page.get_by_label("Nome e cognome")).to_have_value("Marco Rossi")


def test_the_trap_is_out_of_sight_and_out_of_the_way(page, look):
    page.goto("/assistenza")
    expect(page.locator("#sito")).not_to_be_in_viewport()
    if look.with_script:
        page.get_by_label("Nome e cognome").focus()
        for _ in range(12):
            page.keyboard.press("Tab")
            assert page.evaluate("document.activeElement.id") != "sito"


def test_back_and_sent_again_is_one_ticket(page, sessions):
    sent(page)
    page.go_back()
    expect(page.get_by_label("Nome e cognome")).to_have_value("Marco Rossi")
    page.get_by_role("button", name=SEND).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Richiesta 1001")
    only(sessions, Ticket)


def test_number_and_time_are_changed(page, sessions, look):
    sent(page)
    page.get_by_role("button", name="Cambia il numero").click()
    page.get_by_label("Nuovo numero").fill("347 1234567")
    page.get_by_role("button", name="Chiamatemi").click()
    expect(page.get_by_role("status")).to_have_text("Il numero è cambiato.")
    page.get_by_role("button", name="Cambia l'orario").click()
    page.get_by_label("Chiamatemi").select_option(label="mercoledì 25 novembre, dalle 9:15")
    assert fits(page, look)
    page.get_by_role("button", name="Chiamatemi").click()
    expect(page.locator("dl")).to_contain_text("domani, mercoledì 25 novembre, dalle 9:15")
    callback = only(sessions, Callback)
    assert callback.number == "+393471234567"
    assert callback.next_at.isoformat() == "2026-11-25T08:15:00+00:00"


def test_a_price_is_agreed_to(page, sessions):
    sent(page)
    act(page, "Rispondi al prezzo", "Accetto")
    expect(page.locator("dl")).to_contain_text("Accettato: Eventuali interventi")
    assert only(sessions, Agreement).answer == "agreed"


def test_a_request_is_cancelled_after_a_question(page, sessions):
    sent(page)
    act(page, "Annulla la richiesta", "No, lascia com'è")
    assert only(sessions, Ticket).state == State.OPEN
    act(page, "Annulla la richiesta", "Sì, annulla la richiesta")
    expect(page.get_by_role("status")).to_have_text("La richiesta è annullata.")
    assert only(sessions, Ticket).state == State.CANCELLED


def test_what_we_hold_is_fetched_and_deleted(page, sessions):
    sent(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="Scarica i dati").click()
    with zipfile.ZipFile(io.BytesIO(download.value.path().read_bytes())) as made:
        assert json.loads(made.read("richiesta.json"))["caller_name"] == "Marco Rossi"
    act(page, "Cancella i dati", "Sì, cancella i dati")
    expect(page.get_by_role("status")).to_contain_text("cancellati")
    ticket = only(sessions, Ticket)
    assert (ticket.message, ticket.caller_name, ticket.state) == (None, None, State.CLOSED)
    with sessions() as session:
        actors = session.scalars(select(TicketHistory.actor)).all()
    assert set(actors) == {"cliente"}


def test_a_forged_link_gets_a_page_in_italian(page):
    page.goto("/assistenza/r/forged")
    expect(page.get_by_role("heading", level=1)).to_have_text("Pagina non trovata")
    page.get_by_role("link", name="modulo di richiesta").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Richiesta di assistenza")
