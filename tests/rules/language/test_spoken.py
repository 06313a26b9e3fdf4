"""Instants, days and digits as a person says them; now is Tuesday 24 November 2026, 13:00."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.errors import BadInput
from rules.language.spoken import spoken_date, spoken_digits, spoken_instant

ROME = "Europe/Rome"
NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(ROME)).astimezone(UTC)


@pytest.mark.parametrize(
    ("at", "italian", "english"),
    [
        # the instants at which Leotron's technicians begin
        (
            "2026-11-24T14:45",
            "oggi alle quattordici e quarantacinque",
            "this afternoon at a quarter to three",
        ),
        (
            "2026-11-25T09:15",
            "domani mattina alle nove e un quarto",
            "tomorrow morning at a quarter past nine",
        ),
        (
            "2026-11-30T09:15",
            "lunedì mattina alle nove e un quarto",
            "on Monday morning at a quarter past nine",
        ),
        (
            "2026-11-28T14:45",
            "sabato pomeriggio alle quattordici e quarantacinque",
            "on Saturday afternoon at a quarter to three",
        ),
        (  # the same weekday in a week: with its date
            "2026-12-01T09:15",
            "martedì primo dicembre alle nove e un quarto",
            "on Tuesday the first of December at a quarter past nine in the morning",
        ),
        (
            "2027-01-07T14:45",
            "giovedì sette gennaio alle quattordici e quarantacinque",
            "on Thursday the seventh of January at a quarter to three in the afternoon",
        ),
        # parts of the day
        ("2026-11-25T05:00", "domani mattina alle cinque", "tomorrow morning at five"),
        ("2026-11-25T17:59", "domani pomeriggio alle diciassette e cinquantanove",
         "tomorrow afternoon at five fifty-nine"),
        ("2026-11-25T18:15", "domani sera alle diciotto e quindici",
         "tomorrow evening at a quarter past six"),
        ("2026-11-25T03:20", "domani alle tre e venti di notte",
         "tomorrow at three twenty in the morning"),
        ("2026-11-24T18:15", "oggi alle diciotto e quindici",
         "this evening at a quarter past six"),
        ("2026-11-24T04:00", "oggi alle quattro di notte", "today at four in the morning"),
        ("2026-12-02T03:00", "mercoledì due dicembre alle tre di notte",
         "on Wednesday the second of December at three in the morning"),
        ("2026-12-02T20:00", "mercoledì due dicembre alle venti",
         "on Wednesday the second of December at eight in the evening"),
        # hours with a name of their own
        ("2026-11-25T12:00", "domani a mezzogiorno", "tomorrow at noon"),
        ("2026-11-25T00:00", "domani a mezzanotte", "tomorrow at midnight"),
        ("2026-11-25T00:15", "domani a mezzanotte e un quarto",
         "tomorrow at a quarter past twelve at night"),
        ("2026-11-25T01:00", "domani all'una di notte", "tomorrow at one in the morning"),
        ("2026-11-25T01:30", "domani all'una e mezza di notte",
         "tomorrow at half past one in the morning"),
        ("2026-11-25T12:30", "domani alle dodici e mezza",
         "tomorrow afternoon at half past twelve"),
        ("2026-11-25T12:45", "domani alle dodici e quarantacinque",
         "tomorrow afternoon at a quarter to one"),
        ("2026-11-25T13:00", "domani pomeriggio alle tredici", "tomorrow afternoon at one"),
        # minutes
        ("2026-11-25T09:30", "domani mattina alle nove e mezza",
         "tomorrow morning at half past nine"),
        ("2026-11-25T14:30", "domani pomeriggio alle quattordici e trenta",
         "tomorrow afternoon at half past two"),
        ("2026-11-25T08:01", "domani mattina alle otto e un minuto",
         "tomorrow morning at eight oh one"),
        ("2026-11-25T08:05", "domani mattina alle otto e cinque",
         "tomorrow morning at eight oh five"),
        ("2026-11-25T08:10", "domani mattina alle otto e dieci", "tomorrow morning at eight ten"),
        ("2026-11-25T11:21", "domani mattina alle undici e ventuno",
         "tomorrow morning at eleven twenty-one"),
        ("2026-11-25T21:38", "domani sera alle ventuno e trentotto",
         "tomorrow evening at nine thirty-eight"),
        ("2026-11-25T23:43", "domani sera alle ventitré e quarantatré",
         "tomorrow evening at eleven forty-three"),
        ("2026-11-25T09:15:59", "domani mattina alle nove e un quarto",  # seconds are not said
         "tomorrow morning at a quarter past nine"),
        # what is past is said with its date
        ("2026-11-23T09:00", "lunedì ventitré novembre alle nove",
         "on Monday the twenty-third of November at nine in the morning"),
    ],
)  # fmt: skip
def test_instant_is_said_as_a_person_would(at: str, italian: str, english: str) -> None:
    assert spoken_instant(local(at), NOW, ROME, "it") == italian
    assert spoken_instant(local(at), NOW, ROME, "en") == english


@pytest.mark.parametrize(
    ("now", "said"),
    [
        ("2026-11-29T23:59:59", "domani mattina alle nove e un quarto"),  # Sunday's last second
        ("2026-11-30T00:00:00", "oggi alle nove e un quarto"),
        ("2026-11-28T18:15:00", "lunedì mattina alle nove e un quarto"),
        ("2026-11-24T00:00:00", "lunedì mattina alle nove e un quarto"),  # six days
        ("2026-11-23T23:59:59", "lunedì trenta novembre alle nove e un quarto"),  # a week
    ],
)
def test_days_are_counted_from_midnight_to_midnight_where_we_are(now: str, said: str) -> None:
    assert spoken_instant(local("2026-11-30T09:15"), local(now), ROME, "it") == said


def test_clock_change_makes_the_next_day_no_other() -> None:
    evening = datetime(2026, 3, 28, 22, 30, tzinfo=UTC)  # 23:30, and the night has 23 hours
    morning = datetime(2026, 3, 29, 7, 15, tzinfo=UTC)  # 09:15 in summer time
    assert spoken_instant(morning, evening, ROME, "it") == "domani mattina alle nove e un quarto"


def test_other_zone_gives_other_words_for_the_same_instant() -> None:
    at = datetime(2026, 11, 24, 23, 30, tzinfo=UTC)
    assert spoken_instant(at, NOW, ROME, "it") == "domani a mezzanotte e mezza"
    assert spoken_instant(at, NOW, "UTC", "it") == "oggi alle ventitré e trenta"


@pytest.mark.parametrize(
    ("day", "italian", "english"),
    [
        (date(2025, 1, 7), "martedì sette gennaio", "Tuesday the seventh of January"),
        (date(2026, 2, 1), "domenica primo febbraio", "Sunday the first of February"),
        (date(2026, 12, 8), "martedì otto dicembre", "Tuesday the eighth of December"),
        (date(2026, 5, 12), "martedì dodici maggio", "Tuesday the twelfth of May"),
        (date(2026, 5, 20), "mercoledì venti maggio", "Wednesday the twentieth of May"),
        (date(2026, 5, 21), "giovedì ventuno maggio", "Thursday the twenty-first of May"),
        (date(2026, 8, 28), "venerdì ventotto agosto", "Friday the twenty-eighth of August"),
        (date(2026, 7, 23), "giovedì ventitré luglio", "Thursday the twenty-third of July"),
        (date(2026, 9, 30), "mercoledì trenta settembre", "Wednesday the thirtieth of September"),
        (date(2026, 10, 31), "sabato trentuno ottobre", "Saturday the thirty-first of October"),
    ],
)
def test_day_is_said_in_words(day: date, italian: str, english: str) -> None:
    assert spoken_date(day, "it") == italian
    assert spoken_date(day, "en") == english


@pytest.mark.parametrize(
    ("text", "italian", "english"),
    [
        ("1042", "uno, zero, quattro, due", "one, zero, four, two"),
        ("L1042", "L, uno, zero, quattro, due", "L, one, zero, four, two"),
        ("+39 045", "più, tre, nove, zero, quattro, cinque", "plus, three, nine, zero, four, five"),
        ("67-89", "sei, sette, otto, nove", "six, seven, eight, nine"),
        ("7²", "sette", "seven"),  # a digit to Python, but none that anybody keys
        ("", "", ""),
    ],
)
def test_digits_are_said_one_by_one(text: str, italian: str, english: str) -> None:
    assert spoken_digits(text, "it") == italian
    assert spoken_digits(text, "en") == english


def test_other_language_is_refused() -> None:
    with pytest.raises(BadInput, match='expected the language it or en, found "de"'):
        spoken_instant(NOW, NOW, ROME, "de")
    with pytest.raises(BadInput, match='found "de"'):
        spoken_date(NOW.date(), "de")
    with pytest.raises(BadInput, match='found "de"'):
        spoken_digits("1", "de")


@given(st.integers(0, 400 * 24 * 60), st.sampled_from(["it", "en"]))
def test_no_digit_or_gap_is_ever_left_to_the_voice(minutes: int, language: str) -> None:
    said = spoken_instant(NOW + timedelta(minutes=minutes), NOW, ROME, language)
    assert not any(sign.isdigit() for sign in said)
    assert said == " ".join(said.split())


@pytest.mark.parametrize("language", ["it", "en"])
def test_each_minute_of_a_day_is_said_differently(language: str) -> None:
    midnight = local("2026-11-25T00:00")
    said = {
        spoken_instant(midnight + timedelta(minutes=minute), NOW, ROME, language)
        for minute in range(24 * 60)
    }
    assert len(said) == 24 * 60
