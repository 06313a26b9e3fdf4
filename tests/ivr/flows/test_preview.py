"""What a caller hears first, told to people before anybody calls."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from ivr.preview import opening
from ivr.prompts import load as shipped_prompts
from rules.calls.before_the_beep import Opening
from tests.leotron import HOURS


def at(when: str, line: str = "weekday", language: str = "it") -> Opening:
    now = datetime.fromisoformat(when).replace(tzinfo=ZoneInfo("Europe/Rome"))
    return opening(now, line, language, hours=HOURS, prompts=shipped_prompts(), keep_days=90)


@pytest.mark.parametrize(
    ("when", "line", "language", "before", "after"),
    [
        ("2026-11-24T10:00", "weekday", "it", "Assistenza Leotron.", "90 giorni"),
        ("2026-11-24T10:00", "weekday", "it", "nome, ditta", "copia di sicurezza"),  # not hidden
        ("2026-11-24T13:00", "weekday", "it", "Siamo chiusi.", "quattordici e quarantacinque"),
        ("2026-11-28T10:00", "weekend", "it", "J-System", "lunedì"),
        ("2026-12-08T10:00", "weekday", "it", "Siamo chiusi.", "Immacolata"),
        ("2026-12-08T10:00", "weekday", "en", "Leotron support.", "Immaculate"),
    ],
)
def test_the_opening_is_that_of_the_instant(when, line, language, before, after):
    heard = at(when, line, language)
    assert before in " ".join(one.words for one in heard.before)
    assert after in " ".join(one.words for one in heard.after)


def test_each_sentence_has_its_seconds_and_the_beep_the_sum():
    heard = at("2026-11-24T10:00")
    assert heard.before[0].seconds == 1.36  # nineteen characters at fourteen a second
    spoken = sum(one.seconds for one in heard.before)
    assert heard.seconds == round(spoken + 1, 1)  # and a second in which a key is waited for
    assert not heard.is_too_long
