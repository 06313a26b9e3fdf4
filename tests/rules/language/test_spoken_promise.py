"""Promises as they are said and written; now is Friday 27 November 2026, 10:00."""

import pytest

from rules.errors import BadInput
from rules.language.spoken import spoken_promise, spoken_start, written_promise
from tests.leotron import at

ROME = "Europe/Rome"
NOW = at("2026-11-27T10:00")


@pytest.mark.parametrize(
    ("promised", "italian", "english"),
    [
        ("2026-11-27T11:40", "entro le undici e quaranta", "by eleven forty this morning"),
        ("2026-11-27T10:15", "entro le dieci e un quarto", "by a quarter past ten this morning"),
        ("2026-11-27T12:00", "entro mezzogiorno", "by noon today"),
        ("2026-11-27T15:10", "entro le quindici e dieci", "by three ten this afternoon"),
        ("2026-11-27T01:05", "entro l'una e cinque di notte",
         "by one oh five in the morning today"),
        ("2026-11-28T09:50", "entro domani mattina alle nove e cinquanta",
         "by nine fifty tomorrow morning"),
        ("2026-11-28T12:00", "entro domani a mezzogiorno", "by noon tomorrow"),
        ("2026-11-28T01:10", "entro domani all'una e dieci di notte",
         "by one ten in the morning tomorrow"),
        ("2026-11-30T09:15", "entro lunedì mattina alle nove e un quarto",
         "by a quarter past nine on Monday morning"),
        ("2026-11-30T17:20", "entro lunedì pomeriggio alle diciassette e venti",
         "by five twenty on Monday afternoon"),
        # the same weekday in a week, and later: with its date
        ("2026-12-04T09:50", "entro venerdì quattro dicembre alle nove e cinquanta",
         "by nine fifty in the morning on Friday the fourth of December"),
        ("2027-01-07T14:50", "entro giovedì sette gennaio alle quattordici e cinquanta",
         "by two fifty in the afternoon on Thursday the seventh of January"),
    ],
)  # fmt: skip
def test_latest_time_is_said(promised: str, italian: str, english: str) -> None:
    assert spoken_promise(at(promised), NOW, "it", ROME) == italian
    assert spoken_promise(at(promised), NOW, "en", ROME) == english


@pytest.mark.parametrize(
    ("start", "italian", "english"),
    [
        ("2026-11-30T09:15", "lunedì mattina, dalle nove e un quarto",
         "from a quarter past nine on Monday morning"),
        ("2026-11-27T14:45", "oggi, dalle quattordici e quarantacinque",
         "from a quarter to three this afternoon"),
        ("2026-11-28T09:15", "domani mattina, dalle nove e un quarto",
         "from a quarter past nine tomorrow morning"),
        ("2026-11-30T12:00", "lunedì, da mezzogiorno", "from noon on Monday"),
        ("2026-11-28T01:00", "domani, dall'una di notte", "from one in the morning tomorrow"),
        ("2026-12-09T09:15", "mercoledì nove dicembre, dalle nove e un quarto",
         "from a quarter past nine in the morning on Wednesday the ninth of December"),
    ],
)  # fmt: skip
def test_opening_is_said_as_a_beginning(start: str, italian: str, english: str) -> None:
    assert spoken_start(at(start), NOW, "it", ROME) == italian
    assert spoken_start(at(start), NOW, "en", ROME) == english


@pytest.mark.parametrize(
    ("promised", "italian", "english"),
    [
        ("2026-11-27T11:40", "entro le 11:40 di oggi", "by 11:40 today"),
        ("2026-11-27T01:05", "entro l'1:05 di oggi", "by 1:05 today"),
        ("2026-11-28T09:50", "entro sabato 28/11 alle 9:50", "by 9:50 on Saturday 28 November"),
        ("2026-11-30T09:50", "entro lunedì 30/11 alle 9:50", "by 9:50 on Monday 30 November"),
        ("2026-12-07T12:00", "entro lunedì 7/12 alle 12:00", "by 12:00 on Monday 7 December"),
        ("2026-11-28T01:00", "entro sabato 28/11 all'1:00", "by 1:00 on Saturday 28 November"),
    ],
)
def test_latest_time_is_written_short(promised: str, italian: str, english: str) -> None:
    assert written_promise(at(promised), NOW, "it", ROME) == italian
    assert written_promise(at(promised), NOW, "en", ROME) == english


# The signs of one SMS of 160; any other makes it one of 70.
GSM = set("@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡Ä ÖÑÜ§¿äöñüà") | set(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
)


@pytest.mark.parametrize("language", ["it", "en"])
@pytest.mark.parametrize("day", range(1, 31))
def test_written_form_fits_the_alphabet_of_text_messages(day: int, language: str) -> None:
    for hour in (1, 9, 15):
        promised = at(f"2026-12-{day:02d}T{hour:02d}:05")
        assert set(written_promise(promised, NOW, language, ROME)) <= GSM


def test_other_zone_gives_another_day() -> None:
    late = at("2026-11-27T23:30:00+00:00")
    assert written_promise(late, NOW, "it", ROME) == "entro sabato 28/11 alle 0:30"
    assert written_promise(late, NOW, "it", "UTC") == "entro le 23:30 di oggi"


@pytest.mark.parametrize("said", [spoken_promise, spoken_start, written_promise])
def test_other_language_is_refused(said: object) -> None:
    with pytest.raises(BadInput, match='expected the language it or en, found "de"'):
        said(NOW, NOW, "de", ROME)  # type: ignore[operator]
