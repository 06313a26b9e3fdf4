"""Words that the recogniser learns from what technicians correct."""

import pytest

from rules.triage.vocabulary import as_known, learned


@pytest.mark.parametrize(
    ("heard", "corrected", "words"),
    [
        ("sono Marco Rosi", "sono Marco Rossi", ("Rossi",)),
        ("della ferramenta Zanni e Mori", "della ferramenta Zanini Moro", ("Zanini", "Moro")),
        ("la stampante del bar", "la stampante del bar", ()),
        ("La Stampante", "la stampante", ()),  # small letters are no news
        ("chiamate il 045", "chiamate il 046", ()),  # digits are no word
        ("non va", "non va più", ()),  # added, and nothing was misheard
        ("la cassa è ferma", "il registratore non stampa", ()),  # other words altogether
        ("rosi rosi", "Rossi Rossi", ("Rossi",)),
        ("ge ti", "J2K", ()),  # too unlike to know what it stands for
        ("gei due kappa", "jei due kappa", ("jei",)),
        ("", "Rossi", ()),
    ],
)
def test_a_word_that_replaces_what_sounds_like_it_is_learned(heard, corrected, words):
    assert learned(heard, corrected) == words


@pytest.mark.parametrize(
    ("heard", "known", "word"),
    [
        ("Zanni,", ["Zanini", "Moro"], "Zanini,"),
        ("Zanini", ["Zanini"], None),  # as it is
        ("zanini", ["Zanini"], None),  # small letters are no mishearing
        ("mori", ["Moro"], None),  # too short to know
        ("stampante", ["Zanini"], None),
        ("Bonetto", ["Bonetti", "Bonetta"], None),  # two are as near
        ("0458001", ["0458002"], None),  # digits are never mended
        ("rossi", ["Rossa"], None),  # no name was heard
        ("Feramenta", ["Ferramenta"], "Ferramenta"),
        ("gestionle", ["gestionale"], "gestionale"),
        ("", ["Zanini"], None),
    ],
)
def test_a_misheard_word_is_written_as_it_was_learned_where_one_alone_is_near(heard, known, word):
    assert as_known(heard, known) == word
