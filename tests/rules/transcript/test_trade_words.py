"""A till is no house: trade words that were misheard are known by the words around them."""

import pytest

from rules.transcript.trade_words import misheard


def mended(text):
    for start, end, meant in reversed(list(misheard(text))):
        text = text[:start] + meant + text[end:]
    return text


@pytest.mark.parametrize(
    ("heard", "meant"),
    [
        ("La casa si è piantata e ho la fila fuori.", "La cassa si è piantata e ho la fila fuori."),
        ("la casa numero 2 non fa gli scontrini", "la cassa numero 2 non fa gli scontrini"),
        ("non riesco a fare la chiusura di casa", "non riesco a fare la chiusura di cassa"),
        ("il registratore di casa dà errore carta", "il registratore di cassa dà errore carta"),
        ("la casa segna l'ora sbagliata", "la cassa segna l'ora sbagliata"),
    ],
)
def test_what_only_a_till_does_is_said_of_a_till(heard, meant):
    assert mended(heard) == meant


@pytest.mark.parametrize(
    "said",
    [
        "sono a casa, 045 541 1692",
        "il suo numero di casa è 045 711 0102",
        "il computer di casa non si collega",
        "lavoro da casa e la connessione non va",
        "la casa editrice mi ha mandato la fattura",
        "la casa di mia madre è in via Roma",
        "le vendite per la casa non si vedono",
    ],
)
def test_a_house_stays_a_house(said):
    assert mended(said) == said
