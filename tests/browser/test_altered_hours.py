"""A supervisor alters Friday's closing in a browser; another host answers a call by it."""

import time
from datetime import timedelta

from playwright.sync_api import expect

from centralino.config.settings import load
from centralino.wiring.in_force import LOOK_SECONDS
from centralino.wiring.parts import parts_of
from rules.hours.schedule import explain
from rules.staff.accounts import Role
from tests.browser.at_work import sign_in
from tests.builders import a_user

PAGE = "/console/orari/modifica"


def test_fridays_closing_is_seen_saved_and_undone_and_another_process_follows(
    page, sessions, now, tmp_path
):
    with sessions.begin() as session:
        a_user(session, "anna", Role.SUPERVISOR, now=now)
    environ = {"CENTRALINO_DATABASE__URL": f"sqlite:///{tmp_path}/centralino.db"}
    other = parts_of(load(environ=environ), sessions).in_force
    friday = now + timedelta(days=3, hours=7)  # at 17:00

    def is_open() -> bool:
        time.sleep(LOOK_SECONDS)
        other.look()
        return explain(friday, other.hours()).open

    assert is_open()
    sign_in(page)
    page.goto("/console/orari")
    page.get_by_role("button", name="Modifica orari e chiusure").click()
    closing = page.get_by_label("Venerdì, pomeriggio: alle")
    closing.fill("14:00")
    page.get_by_role("button", name="Guarda che cosa cambia").first.click()
    expect(page.get_by_text("Venerdì: la fine viene dopo l'inizio")).to_be_visible()
    expect(closing).to_have_value("14:00")
    closing.fill("16:30")
    page.get_by_role("button", name="Guarda che cosa cambia").first.click()
    expect(page.locator("tr.changes").first).to_contain_text("ven 27/11/2026")
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]
    page.get_by_role("button", name="Salva: vale da subito").click()
    expect(page.locator("#detto")).to_contain_text("Vale da subito: orari della linea feriale")
    assert not is_open()
    page.get_by_role("button", name="Annulla").click()
    expect(closing).to_have_value("18:15")
    assert is_open()
