"""A console that the service does not answer says so, and nothing that was typed is lost."""

import pytest
from playwright.sync_api import Page, expect

from rules.staff.accounts import Role
from store.tickets import lifecycle
from tests.browser.at_work import sign_in
from tests.browser.looks import WIDE, Look
from tests.builders import PASSWORD, a_call, a_ticket, a_user

NOTE = "Ha chiesto di Gino"


@pytest.fixture
def look():
    return Look(WIDE, True)


@pytest.fixture
def at_request(browser, address, sessions, now):
    """A page of Anna's at the request 1001, in a browser whose network can be cut."""
    with sessions.begin() as session:
        a_user(session, "anna", Role.SUPERVISOR, now=now)
        ticket = a_ticket(session, a_call(session, now=now), now=now)
        lifecycle.correct(session, ticket.id, {"subject": "Cassa ferma"}, actor="x", now=now)
    context = browser.new_context(base_url=address, viewport=WIDE, locale="it-IT")
    context.set_default_timeout(15_000)
    page = context.new_page()
    sign_in(page)
    page.goto("/console/richieste/1001")
    yield page
    context.close()


def test_without_a_connection_a_banner_says_so_and_words_are_sent_once_it_is_back(
    at_request: Page, sessions
):
    page, banner = at_request, at_request.locator("#vecchia")
    expect(page.locator("#schermate")).to_contain_text("Da richiamare 1")
    assert page.title().startswith("(1) ")
    page.get_by_label("Aggiungi una nota").fill(NOTE)
    page.context.set_offline(True)
    expect(banner).to_contain_text("il servizio non si raggiunge")
    expect(page.locator("body")).to_have_class("old")
    page.get_by_role("button", name="Scrivi la nota").click()
    expect(banner).to_contain_text("Non è stato inviato: il servizio non si raggiunge")
    expect(page.get_by_label("Aggiungi una nota")).to_have_value(NOTE)
    page.context.set_offline(False)
    expect(banner).to_be_hidden()
    expect(page.locator("body")).not_to_have_class("old")
    page.get_by_role("button", name="Scrivi la nota").click()
    expect(page.locator("#storia")).to_contain_text(f"anna ha scritto: {NOTE}")


def test_a_service_that_answers_503_makes_the_page_say_that_it_is_old(at_request: Page):
    page, banner = at_request, at_request.locator("#vecchia")
    page.get_by_label("Aggiungi una nota").fill(NOTE)
    page.route("**/console/**", lambda route: route.fulfill(status=503, body="away"))
    expect(banner).to_contain_text("Questa pagina è ferma alle ")
    expect(banner).to_contain_text("il servizio non risponde")
    page.get_by_role("button", name="Scrivi la nota").click()
    expect(banner).to_contain_text("Non è stato inviato")
    page.unroute("**/console/**")
    banner.get_by_role("button", name="Riprova").click()
    expect(banner).to_be_hidden()
    expect(page.get_by_label("Aggiungi una nota")).to_have_value(NOTE)


def test_whoever_was_signed_out_signs_in_beside_and_sends_what_they_had_typed(at_request: Page):
    page, banner = at_request, at_request.locator("#vecchia")
    page.get_by_label("Aggiungi una nota").fill(NOTE)
    tab = page.context.new_page()
    tab.goto("/console")
    tab.get_by_role("button", name="Esci").click()
    expect(tab.get_by_role("button", name="Entra")).to_be_visible()
    expect(banner).to_contain_text("nel frattempo sei uscito")
    page.get_by_role("button", name="Scrivi la nota").click()
    expect(banner).to_contain_text("Non è stato inviato")
    with page.context.expect_page() as opened:
        banner.get_by_role("link", name="Entra di nuovo").click()
    entrance = opened.value
    entrance.get_by_label("Nome").fill("anna")
    entrance.get_by_label("Password").fill(PASSWORD)
    entrance.get_by_role("button", name="Entra").click()
    expect(entrance.get_by_role("heading", level=1)).to_have_text("Da richiamare")
    expect(banner).to_be_hidden()
    page.get_by_role("button", name="Scrivi la nota").click()
    expect(page.locator("#storia")).to_contain_text(f"anna ha scritto: {NOTE}")
