"""Words that the recogniser learns from what technicians correct."""

import pytest

from rules.triage.vocabulary import MOST_WORDS, learned, with_words


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


def test_the_prompt_grows_by_what_it_does_not_hold():
    assert with_words("Leotron: J2K.", ["Zanini", "j2k"]) == "Leotron: J2K. Zanini."
    assert with_words("Leotron: J2K.", ["J2K"]) == "Leotron: J2K."
    assert with_words("", ["Zanini"]) == "Zanini."


def test_the_prompt_has_an_end():
    many = [f"parola{number}" for number in range(1000)]
    assert with_words("", many).count(",") == MOST_WORDS - 1
