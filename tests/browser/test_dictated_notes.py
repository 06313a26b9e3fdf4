"""A technician dictates a note after a callback, and confirms what is proposed of it."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from store.billing import work_minutes
from store.models import Attempt
from store.tickets import dictated_notes
from tests.browser.at_work import poll, sign_in
from tests.browser.looks import NARROW, RULES, Look
from tests.builders import a_call, a_ticket, a_user
from transcription.audio import read_audio
from transcription.result import Transcript
from transcription.worker import read_note_once

SAID = "Ho parlato con Rossi, richiamo domani mattina alle nove, venti minuti."


class Ears:
    """Whoever reads it hears these words."""

    model = "test"

    def transcribe(self, _audio, _words=(), language=None) -> Transcript:
        return Transcript(SAID, language or "it", 0.9, ())


@pytest.fixture(params=[Look(NARROW, True)], ids=str)
def look(request) -> Look:
    return request.param


def test_a_note_is_spoken_proposed_and_confirmed(page: Page, sessions, now, tmp_path):
    with sessions.begin() as session:
        a_user(session, "anna", now=now)
        a_ticket(session, a_call(session, now=now), now=now)
    sign_in(page)
    page.goto("/console/richieste/1001")
    page.get_by_role("button", name="Prendi").first.click()
    page.get_by_role("button", name="Detta una nota").click()
    expect(page.locator("#detta")).to_contain_text("Parla: «risolto, venti minuti»")
    page.wait_for_timeout(1200)
    page.get_by_role("button", name="Ferma e manda").click()
    expect(page.locator("#detta")).to_contain_text("La nota è arrivata")
    expect(page.locator("#dettato")).to_contain_text("Il testo arriva appena è letto")
    note = page.get_by_label("Aggiungi una nota")
    expect(note).to_have_value("")  # the form works without the words, too

    folder = tmp_path / "attachments"
    with sessions() as session:
        (kept,) = dictated_notes.of_ticket(session, 1001)
    assert abs(read_audio(folder / str(kept.path)).samples).max() > 0.01  # the microphone beeps
    assert read_note_once(sessions, Ears(), lambda: now, folder)
    poll(page)
    expect(page.locator("#dettato")).to_contain_text("Proposto, da confermare")
    expect(note).to_have_value(SAID)
    expect(page.get_by_label("Minuti di lavoro, se li sai")).to_have_value("20")
    expect(page.get_by_label("Quando", exact=True)).to_have_value("2026-11-25T09:00")
    player = page.locator("#dettato audio")
    player.evaluate("one => one.load()")
    expect(player).to_have_js_property("readyState", 4, timeout=15_000)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert Axe().run(page, options=RULES["light"]).response["violations"] == []
    with sessions() as session:
        assert session.query(Attempt).count() == 0
    page.get_by_label("Minuti di lavoro, se li sai").fill("15")
    page.locator("#dettato button[value=call_again]").click()
    expect(page.locator("#detto")).to_contain_text("Si richiama: domani")
    with sessions() as session:
        attempt = session.query(Attempt).one()
        assert (attempt.outcome, attempt.note) == ("call_again", SAID)
        assert [one.minutes for one in work_minutes.entries(session, 1001)] == [15]
