"""A voice note and a photograph, taken on the page of one's own request, as the technician gets them."""

import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from store.tickets import attachments
from tests.browser.looks import NARROW, Look
from tests.builders import PASSWORD, a_user
from transcription.audio import read_audio
from transcription.result import Transcript
from transcription.worker import read_note_once

SAID = "Non posso parlare a lungo: la cassa due non si accende."


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


class Ears:
    """Whoever reads it hears these words."""

    model = "test"

    def __init__(self) -> None:
        self.seconds: list[float] = []

    def transcribe(self, audio, _words=(), language=None) -> Transcript:
        self.seconds.append(audio.seconds)
        return Transcript(SAID, language or "it", 0.9, ())


@pytest.fixture(params=[Look(NARROW, True)], ids=str)
def look(request) -> Look:
    return request.param


def test_a_voice_note_and_a_photograph_reach_the_technician_with_their_words(
    page: Page, sessions, now, tmp_path
):
    with sessions.begin() as session:
        a_user(session, "anna", now=now)
    page.goto("/assistenza")
    page.get_by_label("Azienda").fill("Ferramenta Rossi")
    page.get_by_label("Nome e cognome").fill("Marco Rossi")
    page.get_by_label("Telefono").first.fill("347 1234567")
    page.get_by_label("Di che cosa si tratta?").select_option("software")
    page.get_by_label("Descrizione del problema").fill("La cassa non stampa.")
    page.get_by_role("button", name="Invia la richiesta").click()
    page.get_by_role("button", name="Aggiungi parole o file").click()
    page.get_by_role("button", name="Registra un messaggio vocale").click()
    expect(page.get_by_role("status")).to_contain_text("Parli adesso")
    page.wait_for_timeout(1500)
    page.get_by_role("button", name="Ferma la registrazione").click()
    expect(page.locator("#scelti")).to_contain_text("messaggio-vocale-")
    page.get_by_role("button", name="Scatta una foto").click()
    page.get_by_role("button", name="Scatta adesso").click()
    expect(page.locator("#scelti")).to_contain_text("foto-")
    assert fits(page)
    assert Axe().run(page).response["violations"] == []
    page.get_by_role("button", name="Aggiungi", exact=True).click()
    expect(page.locator("main")).to_contain_text("Aggiunto")

    with sessions() as session:
        kept = attachments.of_ticket(session, 1001)
        sound, photo = (
            next(one for one in kept if one.name.startswith(start))
            for start in ("messaggio-vocale-", "foto-")
        )
    assert (sound.media_type, photo.media_type) == ("audio/wav", "image/jpeg")
    folder = tmp_path / "attachments"
    recorded = read_audio(Path(folder / str(sound.path)))
    assert recorded.seconds == pytest.approx(1.5, abs=1.2)
    assert abs(recorded.samples).max() > 0.01  # the false microphone beeps

    ears = Ears()
    assert read_note_once(sessions, ears, lambda: now, folder)
    assert not read_note_once(sessions, ears, lambda: now, folder)  # once
    assert ears.seconds == [pytest.approx(recorded.seconds)]
    page.goto("/login")
    page.get_by_label("Nome").fill("anna")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Entra").click()
    expect(page).to_have_url(re.compile("/console"))
    page.goto("/console/richieste/1001")
    expect(page.locator("#messaggio")).to_contain_text(SAID)
    player = page.get_by_label(f"Messaggio vocale {sound.name}")
    player.evaluate("one => one.load()")
    expect(player).to_have_js_property("readyState", 4, timeout=15_000)
    assert fits(page)
