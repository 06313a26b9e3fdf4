"""Attachments: told by their bytes, kept under random names, served to be saved and no more."""

import io
import stat
import zipfile

import pytest
from sqlalchemy import select

from store.models import Attachment
from tests.web.form.client import PNG
from web.form.file_types import PDF, TEXT, kind_of, safe_name


def archive(content=b"x"):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        made.writestr("evil.js", content)
    return buffer.getvalue()


HEIC = b"\x00\x00\x00\x18ftypheic" + b"\x00" * 40
AVIF = b"\x00\x00\x00\x20ftypavif" + b"\x00" * 40
BMP = b"BM" + (58).to_bytes(4, "little") + b"\0" * 4 + b"\x36\0\0\0\x28\0\0\0" + b"\0" * 40
REFUSED = "un messaggio vocale o un testo che possiamo accettare"


@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        (PNG, "image/png"),
        (b"\xff\xd8\xff\xe0" + b"\x00" * 40, "image/jpeg"),
        (b"GIF89a" + b"\x00" * 40, "image/gif"),
        (b"RIFF\x24\x00\x00\x00WEBPVP8 " + b"\x00" * 40, "image/webp"),
        (b"RIFF\x24\x00\x00\x00WAVEfmt ", "audio/wav"),
        (HEIC, "image/heic"),
        (AVIF, "image/avif"),
        (b"II*\x00\x08\x00\x00\x00" + b"\x00" * 40, "image/tiff"),
        (b"MM\x00*\x00\x00\x00\x08" + b"\x00" * 40, "image/tiff"),
        (BMP, "image/bmp"),
        (b"BMW non parte", "text/plain"),
        ("Errore: è bloccato\r\n".encode("utf-16"), "text/plain"),  # as Notepad writes it
        (b"\xfe\xff" + "Errore".encode("utf-16-be"), "text/plain"),
        ("con la firma".encode("utf-8-sig"), "text/plain"),
        (b"\xff\xfe" + "a\x07b".encode("utf-16-le"), None),
        (b"\xff\xfea", None),  # half a letter
        (b"%PDF-1.7\n" + b"\x00\xff" * 40, "application/pdf"),
        (b"\xef\xbb\xbf\r\n%PDF-1.4\n%%EOF", "application/pdf"),  # what some programs put before it
        (HEIC.replace(b"heic", b"hevc"), "image/heic"),  # a burst of pictures
        ("Errore E2041: è bloccato\r\n".encode(), "text/plain"),
        ("è bloccato".encode("cp1252"), "text/plain"),
        (b"<script>alert(1)</script>", "text/plain"),  # only ever saved, as text
        (b"GIF89a/*" + b"*/=alert(1)//", "image/gif"),  # only ever saved, as a picture
        (b"MZ\x90\x00\x03" + b"\x00" * 40, None),  # a program
        (b"\x7fELF" + b"\x00" * 40, None),
        (archive(), None),
        (PNG + archive(), None),  # a picture before an archive
        (b"%PDF-1.7\n" + archive() + b"\n%%EOF", None),
        (b"\x00" * 40, None),
        (b"\x00\x00\x00\x18ftypisom" + b"\x00" * 40, None),  # a film
        (b"%!PS-Adobe\n\x04", None),
        (b"{\\rtf1}\x00", None),
        (b"", None),
    ],
)
def test_a_file_is_what_its_bytes_say(data, media_type):
    stream = io.BytesIO(data)
    kind = kind_of(stream, len(data))
    assert (kind and kind.media_type) == media_type
    assert stream.tell() == 0


@pytest.mark.parametrize(
    ("given", "kind", "name"),
    [
        ("errore.pdf", PDF, "errore.pdf"),
        ("ERRORE.PDF", PDF, "ERRORE.pdf"),
        ("errore.php", PDF, "errore.php.pdf"),
        ("pagina.html", TEXT, "pagina.html.txt"),
        ("j2k.log", TEXT, "j2k.log"),
        ("../../etc/passwd", TEXT, "passwd.txt"),
        ("C:\\Users\\Marco\\errore.txt", TEXT, "errore.txt"),
        ("..", TEXT, "allegato.txt"),
        (".pdf", PDF, "allegato.pdf"),
        ("", TEXT, "allegato.txt"),
        (None, TEXT, "allegato.txt"),
        ("a\u202efdp.exe", PDF, "afdp.exe.pdf"),
        ("a\r\nSet-Cookie: x=1", TEXT, "aSet-Cookie x=1.txt"),
        ('a"; filename="b.exe', TEXT, "a; filename=b.exe.txt"),
        ("é" * 300, PDF, "é" * 96 + ".pdf"),
        ("con\x00.txt", TEXT, "con.txt"),
    ],
)
def test_a_name_is_made_harmless(given, kind, name):
    assert safe_name(given, kind) == name


def test_files_are_kept_under_random_names_for_the_service_alone(customer):
    ticket_id, _ = customer.files((PNG, "errore.png"), (b"riga", "errore.png"))
    with customer.sessions() as session:
        rows = session.scalars(select(Attachment).order_by(Attachment.id)).all()
    told = [(row.ticket_id, row.name, row.media_type, row.bytes) for row in rows]
    assert told == [
        (ticket_id, "errore.png", "image/png", len(PNG)),
        (ticket_id, "errore.png.txt", "text/plain", 4),
    ]
    assert sorted(row.path for row in rows) == [path.name for path in customer.kept()]
    for path in customer.kept():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert "errore" not in path.name


@pytest.mark.parametrize(
    ("files", "rule"),
    [
        ([(b"MZ\x00\x01", "fattura.pdf")], REFUSED),
        ([(PNG, "a.png"), (archive(), "b.png")], REFUSED),
        ([(b"", "vuoto.txt")], "è vuoto"),
        ([(b"x" * 200_001, "grande.txt")], "è troppo grande"),
        ([(PNG, "a.png")] * 4, "al massimo 3 file"),
        ([(b"\x00", '<img src=x onerror="alert(1)">.png')], REFUSED),
    ],
)
def test_a_wrong_file_is_named_with_its_rule_and_nothing_stays(customer, files, rule):
    answer = customer.sends(*files)
    assert answer.status_code == 422
    assert rule in answer.text.replace("&#39;", "'")
    assert "<img" not in answer.text
    assert "scelti di nuovo" in answer.text
    assert (customer.tickets(), customer.kept()) == (0, [])


def test_a_field_without_a_file_is_no_file(customer):
    _, path = customer.files((b"", ""))
    assert "Allegati" not in customer.opens(path).text
    assert customer.kept() == []


def test_a_file_beyond_all_measure_gets_a_page_in_italian(customer):
    answer = customer.sends((b"x" * 3_000_000, "grande.txt"))
    assert answer.status_code == 413
    assert "supera la misura consentita" in answer.text


def test_its_owner_saves_a_file_and_nobody_else_does(customer):
    _, path = customer.files((b"<script>alert(1)</script>", "pagina.html"))
    _, other = customer.files()
    with customer.sessions() as session:
        number = session.scalars(select(Attachment.id)).one()
    answer = customer.opens(f"{path}/allegati/{number}")
    assert answer.data == b"<script>alert(1)</script>"
    assert answer.mimetype == "text/plain"
    assert answer.headers["Content-Disposition"] == "attachment; filename=pagina.html.txt"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    for page in (f"{other}/allegati/{number}", f"{path}/allegati/{number + 1}"):
        assert customer.opens(page).status_code == 404
    for page in (
        f"/assistenza/static/{customer.kept()[0].name}",
        "/assistenza/static/../form/services.py",
    ):
        assert customer.opens(page).status_code == 404
