"""What a model invents over silence is flagged, and what was said beside it stays."""

import time
from functools import partial

import pytest

from tests.steps import steps
from transcription.text import Sifted, is_loop, sift, tidy


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
        "Chiamate lo 045.590.21.43 oppure 800-000-000.",
        "Grazie per l'attenzione.",  # of a text without its sound nobody knows better
        "Bla bla bla, non funziona.",
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


def test_a_loop_of_several_words_is_found_wherever_it_begins() -> None:
    text = "La cassa è ferma e " + "vi prego di richiamare, " * 5 + "grazie"
    sifted = sift(text)
    assert sifted.said == "La cassa è ferma e grazie"
    assert sifted.flagged == (" ".join(["vi prego di richiamare,"] * 5),)


@pytest.mark.parametrize("words", ["ciao ", "uno due tre quattro cinque sei sette ", "a b a c "])
def test_the_search_for_loops_takes_steps_in_proportion_to_the_text(words: str) -> None:
    small, large = (steps(partial(sift, words * times)) for times in (100, 800))
    assert large < 12 * small


def took(text: str) -> float:
    began = time.process_time()
    sift(text)
    return time.process_time() - began


@pytest.mark.parametrize(
    "part", ["ciao", "ciao ", "sottotitol", "iscri", "amara ", "sottotitoli di "]
)
def test_a_long_text_of_one_word_is_sifted_in_proportion_to_its_length(part: str) -> None:
    small, large = (min(took(part * times) for _ in range(3)) for times in (500, 4000))
    assert large < 30 * small + 0.05  # quadratic: 64


@pytest.mark.parametrize(
    "word",
    [
        *("M-M-M-M-M-M-M-M-M-M", "ahahahahahahahah", "aaaaaaaaaa,", "la-la-la-la-la-la-la"),
        *("00000000000", "Chi-chi-chi-chi-chi-chi-chi...", "1-1-1-1-1-1-1-1-1-1-1"),
    ],
)
def test_a_loop_within_one_word_is_flagged(word: str) -> None:
    sifted = sift(f"La cassa è ferma. {word} Richiamatemi.")
    assert sifted.said == "La cassa è ferma. Richiamatemi."
    assert len(sifted.flagged) == 1


@pytest.mark.parametrize(
    "word",
    ["mamma", "0000000", "3333333", "045.590.21.43", "tartaruga", "L1111", "cococò", "M-M-M"],
)
def test_a_word_with_likeness_within_is_no_loop(word: str) -> None:
    assert not is_loop(word)


def test_words_of_thanks_stay_where_somebody_speaks_and_go_where_nobody_does() -> None:
    text = "La cassa è ferma. Grazie per l'attenzione."
    assert sift(text, lambda start, end: True).said == text
    assert sift(text, lambda start, end: start < 10) == Sifted(
        "La cassa è ferma.", ("Grazie per l'attenzione.",), ((18, 42),)
    )


def test_what_the_model_itself_writes_over_silence_goes_where_nobody_speaks() -> None:
    own = ("E' un'altra cosa!",)
    assert sift("E’ un’altra cosa.", lambda start, end: False, own).said == ""
    assert sift("E’ un’altra cosa.", lambda start, end: True, own).flagged == ()


def test_what_is_gone_is_told_by_its_place() -> None:
    text = "La cassa. Sottotitoli di QTSS. " + "no " * 9 + "Ciao"
    sifted = sift(text)
    assert [text[start:end] for start, end in sifted.gone] == list(sifted.flagged)
    assert sifted.said == "La cassa. Ciao"
