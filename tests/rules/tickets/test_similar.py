"""Which solved requests are about the same thing: by words that tell something, however inflected."""

import pytest

from rules.tickets.similar import nearest, telling, weights, without_names


@pytest.mark.parametrize(
    ("said", "stems"),
    [
        ("Buongiorno, sono Marco, richiamatemi allo 045 8001234 grazie", ["marc"]),
        ("la stampante fiscale è bloccata", ["stamp", "fiscal", "blocc"]),
        ("errore E2041 sull'archivio", ["error", "e2041", "archiv"]),
        ("dà errore 404", ["error", "404"]),
        ("", []),
    ],
)
def test_what_everybody_says_and_numbers_to_call_tell_nothing(said, stems):
    assert [one[: len(stem)] for one, stem in zip(telling(said), stems, strict=True)] == stems


def test_whose_request_it_is_tells_nothing_of_what_it_is_about():
    assert telling("sono Rossi della ferramenta, cassa ferma", "Ferramenta Rossi") == telling(
        "cassa ferma"
    )


def test_the_rarer_a_word_the_more_it_counts():
    assert list(weights({"fisc": 600, "scontrin": 40, "e2041": 1})) == ["e2041", "scontrin", "fisc"]


CASES = {
    1: telling("La stampante fiscale non stampa lo scontrino, esce bianco"),
    2: telling("Non riesco a inviare le fatture elettroniche, scartate dallo SDI"),
    3: telling("Il magazzino dà giacenze negative dopo l'inventario"),
    4: telling("Le fatture elettroniche sono scartate: codice destinatario"),
}


@pytest.mark.parametrize(
    ("said", "first"),
    [
        ("lo scontrino esce tutto bianco", 1),
        ("fattura elettronica scartata dallo SDI", 2),
        ("dopo l'inventario le giacenze sono negative", 3),
        ("giacense negative da quando abbiamo fatto l'inventario", 3),  # misheard by a letter
        ("scartata la fattura elettronica, dice codice destinatario errato", 4),
    ],
)
def test_the_case_that_shares_most_of_what_counts_is_first(said, first):
    weight = weights(dict.fromkeys(telling(said), 1))
    assert nearest(weight, CASES, 3)[0].ticket_id == first


@pytest.mark.parametrize("said", ["il mouse non si muove", "buongiorno, richiamatemi", ""])
def test_nothing_is_shown_where_nothing_is_alike(said):
    assert nearest(weights(dict.fromkeys(telling(said), 1)), CASES, 3) == []


def test_of_two_that_are_alike_the_newer_is_shown_first():
    weight = weights({"e2041": 1})
    assert [one.ticket_id for one in nearest(weight, {5: ["e2041"], 9: ["e2041"]}, 3)] == [9, 5]


@pytest.mark.parametrize(
    ("note", "names", "shown"),
    [
        ("Rossi ha riavviato, poi ok", "Ferramenta Rossi", "… ha riavviato, poi ok"),
        ("Sentito Marco Rossi al 045 8001234", "Rossi Marco", "Sentito … al …"),
        ("Mandare a info@example.it il log", "", "Mandare a … il log"),
        ("Reinstallato driver 10.2.1 in 15 minuti", "", "Reinstallato driver 10.2.1 in 15 minuti"),
        ("codice 123456789 di AnyDesk", "", "codice … di AnyDesk"),
        ("(a+b) sistemato da rossi", "Rossi (a+b)", "(a+b) sistemato da …"),
    ],
)
def test_a_note_is_shown_without_whom_it_was_about(note, names, shown):
    assert without_names(note, names) == shown
