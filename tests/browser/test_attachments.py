"""Files that customers send, as technicians see them in a browser; and the customer picker's keys."""

import struct
import zlib

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from rules.staff.accounts import Role
from tests.browser.looks import NARROW, WIDE, Look
from tests.builders import PASSWORD, a_customer, a_user

PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>"
    b"endobj 3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 144]/Contents 4 0 R/Resources<</Font<<"
    b"/F1 5 0 R>>>>>>endobj 4 0 obj<</Length 48>>stream\nBT /F1 24 Tf 20 70 Td (Ordine 1042) Tj ET\n"
    b"endstream endobj 5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\n"
    b"trailer<</Root 1 0 R>>"
)
TEXT = "Errore E2041: l'archivio è bloccato\r\n<script>document.title = 'x'</script>\r\n"


def a_png(width: int = 320, height: int = 200) -> bytes:
    rows = b"".join(b"\0" + bytes((at % 256, 120, 180)) * width for at in range(height))

    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = chunk(b"IDAT", zlib.compress(rows))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + pixels + chunk(b"IEND", b"")


def a_bmp(side: int = 64) -> bytes:
    pixels = bytes((200, 120, 40)) * side * side
    head = struct.pack("<IiiHHIIiiII", 40, side, side, 1, 24, 0, len(pixels), 2835, 2835, 0, 0)
    size = 14 + len(head) + len(pixels)
    return b"BM" + struct.pack("<IHHI", size, 0, 0, 14 + len(head)) + head + pixels


def a_file(name: str, data: bytes) -> dict:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": data}


FILES = [
    a_file("spia accesa.png", a_png()),
    a_file("schermata.bmp", a_bmp()),
    a_file("ordine.pdf", PDF),
    a_file("j2k.log", TEXT.encode("utf-16")),
    a_file("scansione.tiff", b"II*\0\x08\0\0\0" + b"\0" * 60),
]


@pytest.fixture
def more() -> dict[str, str]:
    return {"CENTRALINO_FORM__MAX_FILES": "6"}


@pytest.fixture(params=[NARROW, WIDE], ids=["360", "1280"])
def look(request) -> Look:
    return Look(request.param, True)


def send(page: Page) -> None:
    """A request, and more to it on the customer's own page."""
    page.goto("/assistenza")
    page.get_by_label("Azienda").fill("Autoricambi Rosi srl")
    page.get_by_label("Nome e cognome").fill("Marco Rossi")
    page.get_by_label("Telefono").first.fill("347 1234567")
    page.get_by_label("Di che cosa si tratta?").select_option("software")
    page.get_by_label("Descrizione del problema").fill("La cassa non stampa.")
    page.get_by_label("Allegati").set_input_files([FILES[0]])
    page.get_by_role("button", name="Invia la richiesta").click()
    expect(page.get_by_role("status")).to_contain_text("è registrata")
    page.get_by_role("button", name="Aggiungi parole o file").click()
    page.get_by_label("Fotografie e file").set_input_files(FILES[1:])
    page.get_by_role("button", name="Aggiungi", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("Aggiunto")


def sign_in(page: Page) -> None:
    page.goto("/console")
    page.get_by_label("Nome").fill("anna")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Entra").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Da richiamare")


@pytest.fixture
def desk(sessions, now) -> None:
    with sessions.begin() as session:
        a_user(session, "anna", Role.SUPERVISOR, now=now)
        a_customer(session, code="L1122", name="Autoricambi Rossi S.r.l.", phones=[])
        a_customer(session, code="L1042", name="Ferramenta Rossi", phones=["+390458001234"])


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_each_kind_of_file_is_seen_beside_the_message(page, desk, colours):
    page.emulate_media(color_scheme=colours)
    send(page)
    assert fits(page)
    sign_in(page)
    expect(page.locator("main")).to_contain_text("5 allegati")
    page.goto("/console/richieste/1001")
    for name in ("spia accesa.png", "schermata.bmp"):
        picture = page.get_by_role("img", name=name)
        picture.scroll_into_view_if_needed()
        expect(picture).to_have_js_property("complete", value=True)
        assert picture.evaluate("one => one.naturalWidth") > 0
    for opens in page.get_by_text("Leggi qui").all():
        opens.click()
    text = page.frame_locator("iframe[title='j2k.log']").locator("body")
    expect(text).to_contain_text("Errore E2041: l'archivio è bloccato")
    expect(text).to_contain_text("<script>")  # which is read, and does not run
    pdf = page.locator("iframe[title='ordine.pdf']")
    pdf.scroll_into_view_if_needed()
    expect(pdf).to_be_visible()
    expect(page.locator("#messaggio")).to_contain_text("il browser non la mostra")
    assert fits(page)
    named = {"runOnly": ["wcag2a", "wcag2aa"], "iframes": False}
    assert Axe().run(page, options=named).response["violations"] == []
    with page.expect_download() as download:
        page.get_by_role("link", name="ordine.pdf").click()
    assert download.value.path().read_bytes() == PDF


def test_a_customer_is_picked_by_the_keyboard_alone(page, desk):
    send(page)
    sign_in(page)
    page.goto("/console/richieste/1001")
    expect(page.locator("#chi")).to_contain_text("è Autoricambi Rossi S.r.l.?")
    field = page.get_by_role("combobox", name="Cliente").first
    field.fill("ross")
    choices = page.get_by_role("listbox", name="Clienti").first.get_by_role("option")
    expect(choices).to_have_count(2)
    field.press("ArrowDown")
    field.press("ArrowDown")
    expect(choices.nth(1)).to_have_attribute("aria-selected", "true")
    assert fits(page)
    field.press("Enter")
    expect(field).to_have_value("L1042")
    expect(choices.first).to_be_hidden()
    field.press("Enter")
    expect(page.locator("main")).to_contain_text("La richiesta è di Ferramenta Rossi")
