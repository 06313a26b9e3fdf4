"""A supervisor gives J2K its token, replaces and revokes it, and sends a message again, all in a browser."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from rules.staff.accounts import Role
from store.messages import outbox
from store.models import Outbox
from store.models.states import OutboxKind, OutboxState
from tests.browser.at_work import sign_in
from tests.browser.looks import NARROW, RULES, WIDE, Look
from tests.builders import a_customer, a_user

INSTALLATIONS = "/console/programmi/installazioni"


@pytest.fixture
def desk(sessions, now):
    with sessions.begin() as session:
        a_user(session, "carla", Role.SUPERVISOR, now=now)
        a_customer(session, code="L2210", name="Ferramenta Rossi", phones=["+393471234567"])


@pytest.mark.parametrize("look", [Look(WIDE, True)], ids=str)
def test_tokens_of_j2k_are_made_replaced_and_revoked_and_a_message_goes_again(
    page: Page, desk, look, sessions, now
):
    sign_in(page, "carla")
    page.goto(f"{INSTALLATIONS}?cliente=L2210")
    page.get_by_label("Nome").fill("cassa 1")
    page.get_by_role("button", name="Aggiungi").click()
    first = page.locator("code.given").inner_text()
    assert reports(page, first) == 201
    assert reports(page, first, version=7) == 422
    page.goto(INSTALLATIONS)
    row = page.locator("#i1")
    expect(row).to_contain_text("ultima volta: 10:00")
    expect(row).to_contain_text("un campo sbagliato (422)")
    row.locator("summary").click()
    row.get_by_role("button", name="Token nuovo").click()
    expect(page.locator("main")).to_contain_text("Quello di prima vale ancora 7 giorni")
    second = page.locator("code.given").inner_text()
    assert [reports(page, token) for token in (second, first)] == [201, 201]
    page.goto(INSTALLATIONS)
    expect(row).to_contain_text("ed è ancora in uso (ultima volta: 10:00)")
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        assert Axe().run(page, options=RULES[scheme]).response["violations"] == []
    row.locator("summary").click()
    row.get_by_role("button", name="Togli quello di prima").click()
    assert [reports(page, token) for token in (second, first)] == [201, 401]
    row.locator("summary").click()
    row.get_by_label("sì, per sempre").check()
    row.get_by_role("button", name="Escludi").click()
    expect(row).to_contain_text("esclusa")
    assert reports(page, second) == 401
    page.goto("/console/registro?cosa=persone")
    expect(page.locator("main")).to_contain_text("ha escluso l'installazione cassa 1 (L2210)")
    a_message_goes_again(page, sessions, now)


@pytest.mark.parametrize("look", [Look(NARROW, False), Look(WIDE, True)], ids=str)
def test_a_file_of_customers_is_seen_put_right_and_imported(page: Page, desk, look, tmp_path):
    sign_in(page, "carla")
    page.goto("/console/clienti")
    page.get_by_role("button", name="Importa o scarica").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Clienti", exact=True).click()
    file = tmp_path / "clienti.csv"
    text = download.value.path().read_text("utf-8-sig")
    file.write_bytes(text.replace("Ferramenta Rossi", "").encode("cp1252"))
    sends(page, file)
    expect(page.locator("main")).to_contain_text("serve; al massimo")
    fits(page)
    file.write_bytes(text.replace("Ferramenta Rossi", "Caffè Rossi").encode("cp1252"))
    page.get_by_role("button", name="Un altro file").click()
    sends(page, file)
    expect(page.locator("main")).to_contain_text("Ferramenta Rossi → Caffè Rossi")
    fits(page)
    if look.with_script:
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            assert Axe().run(page, options=RULES[scheme]).response["violations"] == []
    page.get_by_role("button", name="Importa", exact=True).click()
    expect(page.locator("#detto")).to_contain_text("aggiunti 0, cambiati 1, com'erano 0")
    expect(page.locator("#k1")).to_contain_text("Caffè Rossi")


def sends(page: Page, file: Path) -> None:
    page.get_by_label("File CSV").set_input_files(file)
    page.get_by_role("button", name="Guarda che cosa cambia").click()


def fits(page: Page) -> None:
    """Nothing is wider than the screen."""
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def reports(page: Page, token: str, **more: object) -> int:
    """J2K opens a ticket over the network; the status of the answer."""
    told = {"message": "La cassa non stampa.", **more}
    headers = {"Authorization": f"Bearer {token}"}
    return page.request.post("/api/v1/tickets", data=told, headers=headers).status


def a_message_goes_again(page: Page, sessions, now) -> None:
    with sessions.begin() as session:
        body = {"text": "Abbiamo preso in carico la richiesta.", "until": None}
        of = {"key": "ticket_opened:x", "now": now, "ticket_id": 1001}
        outbox.put(session, kind=OutboxKind.EMAIL, to="rossi@example.it", body=body, **of)
        row = session.query(Outbox).filter_by(key="ticket_opened:x").one()
        row.state, row.last_error = OutboxState.FAILED, "the mail server answered 550"
    page.goto("/console")
    page.get_by_role("link", name="Messaggi").click()
    page.get_by_role("link", name="1 non arrivato e da vedere").click()
    row = page.locator("[data-row]")
    expect(row).to_have_count(1)
    expect(row).to_contain_text("non è arrivata: il server di posta l'ha rifiutata (550)")
    row.get_by_role("button", name="Invia di nuovo").click()
    expect(page.locator("#detto")).to_contain_text("Parte di nuovo")
    page.goto("/console/messaggi?stato=da-inviare")
    row.get_by_role("button", name="Non inviare").click()
    expect(page.locator("#detto")).to_contain_text("Annullato: non parte più.")
