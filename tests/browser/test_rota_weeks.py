"""A supervisor fills next week's rota: by keys alone, with a brush, and on a telephone without JavaScript."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from rules.rota import Kind, Shift
from rules.staff.accounts import Role
from store.models import Shift as Row
from store.staff import rota
from tests.browser.at_work import sign_in
from tests.browser.looks import NARROW, RULES, WIDE, Look
from tests.builders import a_user
from tests.leotron import at

ASKED = "/console/turni/settimana?settimana=2026-11-23"


@pytest.fixture
def people(sessions, now):
    """A supervisor and two technicians; Bruno's holiday is in a calendar, and Anna has the week-end."""
    with sessions.begin() as session:
        a_user(session, "carla", Role.SUPERVISOR, now=now)
        for name in ("anna", "bruno"):
            a_user(session, name, now=now)
        span = at("2026-11-25T00:00"), at("2026-11-26T00:00")
        away = rota.add(session, Shift("bruno", Kind.ABSENCE, *span))
        session.get_one(Row, away.id).calendar = "Ferie"
        week_end = at("2026-11-28T09:15"), at("2026-11-29T12:45")
        rota.add(session, Shift("anna", Kind.ON_CALL, *week_end))


@pytest.mark.parametrize("look", [Look(NARROW, False), Look(WIDE, True)], ids=str)
def test_a_week_is_filled_seen_kept_and_taken_back(page: Page, people, look):
    sign_in(page, "carla")
    page.goto("/console/turni?settimana=2026-11-23")
    page.get_by_role("button", name="Compila la settimana").click()
    expect(page.locator("main")).to_contain_text("dal calendario «Ferie»")
    fits(page)
    (by_keys if look.with_script else by_lists)(page)
    page.get_by_role("button", name="Guarda che cosa cambia").click()
    expect(page.locator("main")).to_contain_text("bruno 09:15–12:45: niente → in turno")
    expect(page.locator("main")).to_contain_text("anna 09:15–12:45: reperibile → niente")
    expect(page.locator("main")).to_contain_text("Resta senza nessun reperibile: dom 29/11")
    fits(page)
    if look.with_script:
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            assert Axe().run(page, options=RULES[scheme]).response["violations"] == []
    page.get_by_role("button", name="Torna a modificare").click()
    expect(cell(page, "c.0.0.bruno")).to_have_value("duty")
    page.get_by_role("button", name="Guarda che cosa cambia").click()
    page.get_by_role("button", name="Salva").click()
    expect(page.locator("#detto")).to_contain_text("turni aggiunti 1, accorciati 1, tolti 0")
    page.get_by_role("button", name="Annulla la modifica").click()
    expect(page.locator("#detto")).to_contain_text("i turni sono com'erano")
    fits(page)


def by_lists(page: Page) -> None:
    cell(page, "c.0.0.bruno").select_option("In turno")
    cell(page, "c.6.0.anna").select_option("–")


def by_keys(page: Page) -> None:
    """Arrows and letters; then one cell by the brush, which is taken back by another click."""
    cell(page, "c.0.0.anna").focus()
    page.keyboard.press("ArrowRight")
    expect(cell(page, "c.0.0.bruno")).to_be_focused()
    page.keyboard.press("t")
    for _ in range(12):  # down to Sunday
        page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowLeft")
    expect(cell(page, "c.6.0.anna")).to_be_focused()
    page.keyboard.press("Delete")
    page.get_by_label("Reperibile", exact=True).check()
    cell(page, "c.1.0.anna").click()
    expect(cell(page, "c.1.0.anna")).to_have_value("on_call")
    page.get_by_label("niente", exact=True).check()
    cell(page, "c.1.0.anna").click()
    expect(cell(page, "c.1.0.anna")).to_have_value("")


def cell(page: Page, name: str):
    return page.locator(f'[name="{name}"]')


def fits(page: Page) -> None:
    """Nothing is wider than the screen."""
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
