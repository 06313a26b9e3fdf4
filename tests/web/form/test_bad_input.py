"""Everything typed is hostile: each wrong field is named with its rule, and nothing is lost."""

import re
from html import unescape

import pytest

LONG = "al massimo {} caratteri"
CONTROL = "senza caratteri di controllo"
NEEDED = "questo campo è obbligatorio"
PHONE = "scriva un numero di telefono completo"
EMAIL = "scriva un indirizzo e-mail"
LINE_FIELDS = {"azienda": 120, "nome": 120, "programma": 120, "versione": 40}

TABLE = [
    *((name, "x" * (most + 1), LONG.format(most)) for name, most in LINE_FIELDS.items()),
    *((name, "è" * 5000, LONG.format(most)) for name, most in LINE_FIELDS.items()),
    *((name, "due\nrighe", CONTROL) for name in LINE_FIELDS),
    *((name, "a\x00b", CONTROL) for name in LINE_FIELDS),
    *((name, "a\x1b[31mb", CONTROL) for name in LINE_FIELDS),
    *((name, "a\u202egnp.exe", CONTROL) for name in LINE_FIELDS),
    *((name, "a\u2028b", CONTROL) for name in LINE_FIELDS),
    *((name, empty, NEEDED) for name in ("azienda", "nome") for empty in ("", "   ", "\r\n\t")),
    *(
        ("nome", blank, NEEDED)
        for blank in ("\u200b", "\u2060 \ufeff", "\u00ad", "\u3164", "\u2800")
    ),
    *(("descrizione", blank, NEEDED) for blank in ("\u200b\n\u200b", "\ufeff", "\u200d\ufe0f")),
    *((name, None, NEEDED) for name in ("azienda", "nome", "telefono", "descrizione")),
    ("telefono", "", NEEDED),
    ("telefono", "12", PHONE),
    ("telefono", "045 ABC DEFG", PHONE),
    ("telefono", "0800-FLOWERS", PHONE),
    ("telefono", "045-CIAO123", PHONE),
    ("telefono", "-" * 30, PHONE),
    ("telefono", "٠٤٥٨٠٠١٢٣٤", PHONE),  # Arabic digits
    ("telefono", "045 8001234 " * 4, LONG.format(40)),
    ("telefono", "045\x008001234", CONTROL),
    ("telefono", "112", PHONE),
    ("telefono", "045 8001234/5", "senza la seconda linea"),
    ("telefono", "02 8001234 - 5", "senza la seconda linea"),
    ("telefono", "899 123456", "telefono fisso o di un cellulare"),
    ("telefono", "+881 612345678", "telefono fisso o di un cellulare"),
    ("telefono", "+266696687", PHONE),  # "anonymous", on a keypad
    *(
        ("telefono", ours, "questo è il nostro numero")
        for ours in ("045 5117067", "+39 0452525658")
    ),
    ("email", "marco", EMAIL),
    ("email", "marco@", EMAIL),
    ("email", "a@b", EMAIL),
    ("email", "nicolò@example.it", "senza accenti prima della @"),
    ("email", "a..b@example.it", EMAIL),
    ("email", "a b@example.it", EMAIL),
    ("email", "a@example.it\nBcc: x@example.it", CONTROL),
    ("email", "a@example.it, b@example.it", EMAIL),
    ("email", "a" * 250 + "@example.it", LONG.format(254)),
    ("codice", "L1042; DROP TABLE", "solo lettere e cifre"),
    ("codice", "<b>", "solo lettere e cifre"),
    ("codice", "Ł1042", "solo lettere e cifre"),
    ("codice", "L" * 41, LONG.format(40)),
    ("tipo", "", "scelga una voce"),
    ("tipo", "urgentissimo", "scelga una voce"),
    ("tipo", None, "scelga una voce"),
    ("descrizione", "", NEEDED),
    ("descrizione", " \r\n ", NEEDED),
    ("descrizione", "x" * 8001, LONG.format(8000)),
    ("descrizione", "a\x00b", CONTROL),
    ("descrizione", "a\x07b", CONTROL),
    ("descrizione", "a\u202eb", CONTROL),
]


@pytest.mark.parametrize(("name", "typed", "rule"), TABLE)
def test_a_wrong_field_is_named_with_its_rule(customer, name, typed, rule):
    answer = customer.sends(**{name: typed})
    assert answer.status_code == 422
    assert customer.tickets() == 0
    text = unescape(answer.text)
    beside = re.search(f'id="{name}-errore" class="wrong">([^<]*)', text)
    assert beside
    assert rule in beside[1].lower()
    assert f'href="#{name}"' in text  # in the list above as well
    others = {"azienda": "Ferramenta Rossi", "descrizione": "La chiusura di cassa si ferma."}
    for other, kept in others.items():
        assert other == name or kept in text


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("azienda", 'L\'Òpera & Figli <S.n.c.> "dal 1920"'),
        ("nome", "Łukasz O’Brien-Ñandú"),
        ("telefono", "+39 (045) 800.12-34"),
        ("telefono", "347 1234567"),
        ("telefono", "+43 1 5137000"),
        ("descrizione", "riga uno\r\nriga due\ttabulata 😀"),
        ("descrizione", "x" * 8000),
        ("descrizione", "riga\r\n" * 1600),  # a browser's line breaks count once
        ("codice", "l 10-42"),
    ],
)
def test_what_people_really_type_is_taken(customer, name, typed):
    customer.files(**{name: typed})


HOSTILE = '"><script>alert(1)</script>{{ 7 * 7 }}'


def test_what_was_typed_comes_back_as_text(customer):
    typed = dict.fromkeys(["azienda", "nome", "descrizione", "programma", "email"], HOSTILE)
    for page in (
        customer.sends(**typed).text,
        customer.sends(**{**typed, "email": "", "tipo": ""}).text,
    ):
        assert "<script>alert" not in page
        assert "{{ 7 * 7 }}" in page


def test_a_request_of_hostile_words_is_shown_as_text(customer):
    _, path = customer.files(azienda=HOSTILE, nome=HOSTILE, descrizione=HOSTILE, programma=HOSTILE)
    page = customer.opens(path).text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_ten_megabytes_of_text_get_a_page_in_italian(customer):
    answer = customer.sends(descrizione="x" * 10_000_000)
    assert answer.status_code == 413
    assert "supera la misura consentita" in answer.text
    assert customer.tickets() == 0


def test_more_parts_than_any_browser_sends_are_refused(customer):
    answer = customer.client.post(
        "/assistenza",
        data={f"field{number}": "x" for number in range(5000)},
        content_type="multipart/form-data",
    )
    assert answer.status_code == 413
    assert "supera la misura consentita" in answer.text


def test_what_is_no_form_at_all_files_nothing(customer):
    bodies = [(b"\xff\xfe", "multipart/form-data; boundary=x"), (b"{}", "application/json")]
    bodies += [(b"%ff%fe=%00&azienda=%ff", "application/x-www-form-urlencoded"), (b"", "")]
    for body, kind in bodies:
        answer = customer.client.post("/assistenza", data=body, content_type=kind)
        assert answer.status_code == 400
    assert customer.tickets() == 0
