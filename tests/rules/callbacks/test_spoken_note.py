"""What a technician says after a call, and what is proposed of it."""

import pytest

from rules.callbacks.outcomes import Outcome
from rules.callbacks.spoken_note import Proposal, read
from tests.leotron import HOURS, TEN, at

SOLVED, SPOKEN, QUOTE = Outcome.SOLVED, Outcome.SPOKEN, Outcome.TO_BE_QUOTED
NO_ANSWER, BUSY, AGAIN = Outcome.NO_ANSWER, Outcome.BUSY, Outcome.CALL_AGAIN


@pytest.mark.parametrize(
    ("said", "outcome", "minutes"),
    [
        ("Ho parlato con Rossi, risolto, venti minuti.", SOLVED, 20),
        ("Ho parlato con Rossi, risolto. 20 minuti.", SOLVED, 20),
        ("Sistemata la stampante, un'ora e mezza", SOLVED, 90),
        ("Risolto, mezz'ora.", SOLVED, 30),
        ("Risolto in tre quarti d'ora", SOLVED, 45),
        ("risolta, un quarto d'ora", SOLVED, 15),
        ("Tutto a posto, due ore e un quarto.", SOLVED, 135),
        ("Risolto, un'ora e venti minuti", SOLVED, 80),
        ("Risolto. Centoventi minuti.", SOLVED, 120),
        ("All'inizio non rispondeva, poi ho parlato con lui: risolto.", SOLVED, None),
        ("Ho parlato con la signora, non è risolto, ci lavoro. Quaranta minuti", SPOKEN, 40),
        ("Risolta la stampante, la cassa non funziona ancora", SPOKEN, None),
        ("Ho parlato con Rossi, ancora da risolvere", SPOKEN, None),
        ("Abbiamo parlato, resta aperta.", SPOKEN, None),
        ("Ho sentito il titolare, vuole un preventivo, dieci minuti", QUOTE, 10),
        ("Ho parlato con lui, risolto, senza preventivo", SOLVED, None),
        ("Non risponde.", NO_ANSWER, None),
        ("Non mi ha risposto nessuno", NO_ANSWER, None),
        ("squilla a vuoto", NO_ANSWER, None),
        ("Occupato.", BUSY, None),
        ("La linea è sempre occupata", BUSY, None),
        ("Numero sbagliato, era un privato", Outcome.WRONG_NUMBER, None),
        ("Segreteria, ho lasciato un messaggio", Outcome.MAILBOX, None),
        ("C'è la segreteria", Outcome.MACHINE, None),
        ("Non risponde, richiamo domani mattina alle nove", NO_ANSWER, None),
        ("Ho parlato con la segreteria dello studio, risolto", SOLVED, None),
        ("Ho parlato con lui, è occupato, richiamo domani alle dieci", AGAIN, None),
        ("Parlato con lui, richiamo fra venti minuti, cinque minuti", AGAIN, 5),
        ("Aveva chiamato due ore fa. Risolto, dieci minuti", SOLVED, 10),
        # What is not plain is left to whoever said it.
        ("Risolto, dieci minuti, anzi venti minuti", SOLVED, None),
        ("Richiama lui quando può", None, None),
        ("Zero minuti", None, None),
        ("Novemila minuti", None, None),
        ("La cassa due, modello venti", None, None),
        ("", None, None),
    ],
)
def test_outcome_and_minutes_are_read_from_the_words(said, outcome, minutes):
    found = read(said, TEN, HOURS, j_system=False)
    assert (found.outcome, found.minutes) == (outcome, minutes)


@pytest.mark.parametrize(
    ("said", "when"),
    [
        ("richiamo domani mattina alle nove", "2026-11-25T09:00"),
        ("ho parlato con lui, lo richiamo domani alle 9:30", "2026-11-25T09:30"),
        ("ci sentiamo alle tre", "2026-11-24T15:00"),
        ("richiamarlo alle due", "2026-11-24T14:00"),
        ("richiamo all'una", "2026-11-24T13:00"),
        ("da richiamare oggi alle undici e mezza", "2026-11-24T11:30"),
        ("richiamo alle nove", None),  # of this morning, which has passed, or of the night
        ("da richiamare giovedì pomeriggio alle quattro e un quarto", "2026-11-26T16:15"),
        ("richiamo martedì alle dieci", "2026-12-01T10:00"),  # today is one
        ("richiamo a mezzogiorno", None),
        ("richiamo oggi pomeriggio", "2026-11-24T14:45"),
        ("ci sentiamo domani", "2026-11-25T09:15"),
        ("richiamo sabato", None),  # the desk is shut to such a customer
        ("richiamo fra mezz'ora", "2026-11-24T10:30"),
        ("richiamo tra un'ora e mezza", "2026-11-24T11:30"),
        ("richiamo domani alle trentadue", None),
        ("da richiamare", None),
    ],
)
def test_the_hour_that_was_agreed_on_is_read_from_the_words(said, when):
    found = read(said, TEN, HOURS, j_system=False)
    assert found == Proposal(AGAIN, None, at(when) if when else None)


def test_a_stranger_s_words_are_read_in_no_time():
    for hostile in ("risolto " * 5000, "non " * 9000, "1 " * 9000, "e mezza " * 5000, "<script>"):
        read(hostile, TEN, HOURS, j_system=True)
