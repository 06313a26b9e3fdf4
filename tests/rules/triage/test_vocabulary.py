"""Words that the recogniser learns from what technicians correct."""

import re
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from rules.triage.vocabulary import Vocabulary, as_known, learned

NAME = re.compile(r"[A-Z][^\W\d_]{4,}")


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
    ("heard", "learned_words", "word"),
    [
        ("Marchsini,", ["Marchesini", "Moro"], "Marchesini,"),
        ("Entro", ["Centro"], None),  # one letter of six: as likely another word
        ("Zanini", ["Zanini"], None),  # as it is
        ("zanini", ["Zanini"], None),  # small letters are no mishearing
        ("mori", ["Moro"], None),  # too short to know
        ("stampante", ["Zanini"], None),
        ("Marchesin", ["Marchesan", "Marchesen"], None),  # two are as near
        ("0458001", ["0458002"], None),  # digits are never mended
        ("gestionle", ["gestionale"], "gestionale"),
        ("scontrini", ["scontrino"], None),  # a form of it, and right
        ("Alberti", ["Alberto"], None),  # another's name
        ("bianca", ["bilancia"], None),
        ("sconto", ["scontrino"], None),
        ("Mario", ["Marco"], None),  # a name as good
        ("colpe", ["Volpe"], None),  # no name was heard
        ("", ["Zanini"], None),
    ],
)
def test_a_misheard_word_is_written_as_it_was_learned_where_one_alone_is_near(
    heard, learned_words, word
):
    assert as_known(heard, Vocabulary(learned=tuple(learned_words))) == word


@pytest.mark.parametrize(
    ("heard", "own", "word"),
    [
        ("Marchesini,", ["Ferramenta", "Marchesina"], "Marchesina,"),
        ("Feramenta", ["Ferramenta"], "Ferramenta"),
        ("Zanni", ["Zanini"], "Zanini"),
        ("rosso", ["Rossi"], None),  # no name was heard
        ("Mario", ["Maria"], None),  # somebody else of the firm
    ],
)
def test_what_the_caller_is_called_mends_the_last_letter_of_a_name_too(heard, own, word):
    assert as_known(heard, Vocabulary(own=tuple(own))) == word
    assert as_known(heard, Vocabulary(tuple(own), ("Marchesino", "Feramento"))) == word


ROOT = Path(__file__).parents[3]
TRADE = (
    *(
        "gestionale",
        "scontrino",
        "fatturazione",
        "registratore",
        "telematico",
        "etichette",
        "comanda",
    ),
    *("corrispettivi", "chiusura", "aggiornamento", "configurazione", "bilancia", "Marchesini"),
)


def test_no_right_word_of_the_written_messages_becomes_another_even_where_all_are_doubtful():
    half = (ROOT / "tests" / "rules" / "triage" / "messages" / "tuned.yaml").read_text("utf-8")
    messages = YAML(typ="safe").load(half)
    names = {word for row in messages for word in NAME.findall(row["company"] or "")}
    known = Vocabulary(learned=(*TRADE, *sorted(names)))
    words = [word for row in messages for word in row["said"].split()]
    changed = {word: as_known(word, known) for word in words if as_known(word, known)}
    assert len(words) > 2000
    assert changed == {}
