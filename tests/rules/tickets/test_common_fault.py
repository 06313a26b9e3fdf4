"""What is a fault of many, and what is an ordinary morning; how it is called, and what callers hear."""

from datetime import UTC, datetime, timedelta

import pytest

from rules.errors import BadInput
from rules.tickets.common_fault import Past, codes_of, common_fault, is_alike, told
from rules.tickets.known_fault import LONGEST_SAID, SAID_EN, checked, default_said, may_undo

TEN = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
CLOUD = (
    "non riusciamo a collegarci al cloud",
    "il gestionale in cloud non risponde",
    "cloud scollegato su tutti i computer",
)


def messages(*said, gap=timedelta(minutes=5), who=None):
    """One after the other, each of another customer unless somebody is named."""
    return [
        told(number, TEN + number * gap, who or f"c{number}", text)
        for number, text in enumerate(said)
    ]


def past_of(*said, times=1):
    """What was told before, each so often."""
    held = {}
    rows = [text for text in said for _ in range(times)]
    for number, text in enumerate(rows):
        for stem in told(number, TEN, None, text).stems:
            held.setdefault(stem, set()).add(-number - 1)
    return Past(len(rows), held)


ORDINARY = past_of(
    *("la stampante non stampa lo scontrino", "il programma non si apre", "un preventivo"),
    *("la bilancia è scollegata", "il pos non comunica con la cassa", "errore in fattura"),
    times=60,
)


@pytest.mark.parametrize(
    ("said", "codes"),
    [
        ("mi dà errore 4031", {"#4031"}),
        ("errore quattro zero tre uno", {"#4031"}),
        ("errore quattro mila trentuno", {"#4031"}),
        ("codice errore E-12 sul video", {"#12"}),
        ("l'errore è il 503", {"#503"}),
        ("errore RT 12 sulla cassa", {"#rt12"}),
        ("error code 0x80070005", {"#0x80070005"}),
        ("il mio codice cliente è L1042", set()),
        ("errore in fattura, richiamatemi allo 045 8001234", set()),
    ],
)
def test_a_code_is_one_however_it_is_said(said, codes):
    assert codes_of(said) == codes


@pytest.mark.parametrize(
    ("said", "found"),
    [
        (CLOUD, True),
        (("dà errore 4031", "esce errore quattro zero tre uno", "sempre errore 4031"), True),
        (CLOUD[:2], False),  # two are no fault of many
        (("la stampante non stampa", "stampa solo metà", "non stampa lo scontrino"), False),
        (("errore 101", "errore 202", "errore 303"), False),  # each has a code of its own
    ],
)
def test_three_customers_with_one_code_or_the_same_words_make_a_proposal(said, found):
    *before, newest = messages(*said)
    assert (common_fault(newest, before, ORDINARY) is not None) == found


def test_one_customer_who_calls_three_times_is_one():
    *before, newest = messages(*CLOUD, who="c1")
    assert common_fault(newest, before, ORDINARY) is None


def test_what_is_told_over_a_whole_morning_is_no_fault_of_an_hour():
    *before, newest = messages(*CLOUD, gap=timedelta(minutes=31))
    assert common_fault(newest, before, ORDINARY) is None


def test_what_everybody_tells_every_day_is_none():
    *before, newest = messages(*CLOUD)
    assert common_fault(newest, before, past_of("il cloud è lento", "niente", times=60)) is None


def test_a_later_call_is_known_by_what_two_of_them_told():
    members = messages(*CLOUD)
    again, other = messages("dal cloud siamo scollegati", "la stampante è scollegata")
    assert is_alike(again, members, ORDINARY)
    assert not is_alike(other, members, ORDINARY)


@pytest.mark.parametrize(
    ("title", "heard"),
    [
        ("Fatture ferme", "Fatture ferme, ci lavoriamo"),
        ("Le fatture elettroniche sono ferme", "Le fatture elettroniche sono ferme"),
        ("Le fatture elettroniche non partono dallo SDI", "Le fatture elettroniche non partono"),
    ],
)
def test_what_callers_hear_is_the_title_as_far_as_there_is_time(title, heard):
    assert default_said(title).startswith(heard)
    assert len(default_said(title)) <= LONGEST_SAID
    assert checked(f"  {title} ", "", "").said_en == SAID_EN


@pytest.mark.parametrize(
    ("title", "said", "said_en", "code"),
    [
        (" ", "", "", "fault_title"),
        ("x" * 61, "", "", "fault_title"),
        ("x", "y" * 41, "", "fault_said"),
        ("x", "", "y" * 41, "fault_said_en"),
    ],
)
def test_words_that_are_too_long_or_missing_are_refused(title, said, said_en, code):
    with pytest.raises(BadInput) as caught:
        checked(title, said, said_en)
    assert caught.value.code == code


def test_the_end_is_taken_back_for_a_minute():
    assert may_undo(TEN, TEN + timedelta(seconds=59))
    assert not may_undo(TEN, TEN + timedelta(seconds=60))
    assert not may_undo(None, TEN)
