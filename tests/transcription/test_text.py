"""What a model invents over silence is flagged, and what was said beside it stays."""

import pytest

from transcription.text import sift, tidy


@pytest.mark.parametrize(
    "invented",
    [
        "Sottotitoli creati dalla comunità Amara.org",
        "Sottotitoli e revisione a cura di QTSS",
        "Sottotitoli a cura di QTSS",
        "Grazie per la visione!",
        "Iscriviti al canale",
        "Thank you for watching.",
        "Subtitles by the Amara.org community",
    ],
)
def test_a_known_invention_is_flagged_and_never_said(invented: str) -> None:
    sifted = sift(invented)
    assert sifted.said == ""
    assert sifted.flagged


def test_what_was_said_beside_an_invention_stays() -> None:
    sifted = sift("La cassa è ferma. Sottotitoli creati dalla comunità Amara.org. Grazie.")
    assert sifted.said == "La cassa è ferma. Grazie."
    assert len(sifted.flagged) == 1


@pytest.mark.parametrize(
    "said",
    [
        "Grazie, arrivederci.",
        "Nei sottotitoli del programma c'è un errore.",  # somebody may really speak of them
        "zero zero zero zero uno due",
        "tre tre tre, tre tre otto",
        "no no no, la stampante",
    ],
)
def test_what_may_well_be_said_is_left_alone(said: str) -> None:
    assert sift(said).said == said
    assert sift(said).flagged == ()


def test_a_loop_is_flagged_and_the_rest_stays() -> None:
    sifted = sift("La cassa è ferma. " + "Buonasera a tutti. " * 8 + "Richiamatemi.")
    assert sifted.said == "La cassa è ferma. Richiamatemi."
    assert sifted.flagged[0].count("Buonasera") == 8


def test_control_characters_and_blanks_are_tidied() -> None:
    assert tidy(" la\u202e cassa\n\x00è\tferma ") == "la cassa è ferma"
