"""A transcript beside what was said: which of its words were, however numbers are written."""

import pytest

from rules.transcript.alignment import aligned


@pytest.mark.parametrize(
    ("said", "heard", "wrong"),
    [
        ("J due K non parte.", "J2K non parte", []),
        ("zero quattro cinque, otto zero uno, ventitré", "0.45, 801 23", []),
        ("codice elle uno due zero sette", "Codice L1207.", []),
        ("la cassa è ferma", "La casa e ferma", ["casa"]),  # an accent makes no other word
        ("cinque cinque nove sette nove", "5979", ["5979"]),  # one of two that are alike is gone
        ("tre tre tre, sette quattro uno", "333, 741 9", ["9"]),
        ("grazie", "grazie per la visione", ["per", "la", "visione"]),
        ("", "M-M-M", ["M", "M", "M"]),
    ],
)
def test_words_that_were_not_said_are_told(said, heard, wrong):
    found = aligned(said, heard)
    assert [
        word.text for word, right in zip(found.words, found.right, strict=True) if not right
    ] == wrong


def test_what_nobody_heard_counts_as_an_error():
    assert (aligned("siamo fermi", "").errors, aligned("siamo fermi", "").said) == (2, 2)
