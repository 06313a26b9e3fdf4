"""Text files say what was written in them, whichever program wrote them."""

import pytest

from rules.files.text_encoding import text_of


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Caffè, però: 5 € – così", "utf-8"),
        ("Caffè, però: 5 € – così", "utf-8-sig"),
        ("Caffè, però: 5 € – così", "utf-16"),
        ("L'archivio è danneggiato: «città» – 5 €", "cp1252"),
        ("Caffè però\r\n", "cp850"),  # a program of DOS
        ("ERRORE: PERCHÈ NON C'È CITTÀ", "cp850"),
        ("╔═════╗\r\n║ Totale è 5 ║\r\n╚═════╝\r\n", "cp850"),
        ("Perché è così", "mac_roman"),
        ("Müller Straße größe", "cp1252"),
    ],
)
def test_a_text_is_read_as_it_was_written(text, encoding):
    assert text_of(text.encode(encoding)) == text


def test_half_a_letter_of_utf_16_is_no_text():
    assert text_of("però".encode("utf-16")[:-1]) is None
