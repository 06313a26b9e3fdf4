"""What a caller hears first, told to people before anybody calls."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from ivr.preview import opening
from ivr.prompts import load as shipped_prompts
from tests.leotron import HOURS


@pytest.mark.parametrize(
    ("at", "line", "language", "said"),
    [
        ("2026-11-24T10:00", "weekday", "it", "assistenza Leotron"),
        ("2026-11-24T10:00", "weekday", "it", "Se ha il codice cliente, prema 1."),  # not hidden
        ("2026-11-24T13:00", "weekday", "it", "quattordici e quarantacinque"),
        ("2026-11-28T10:00", "weekend", "it", "J-System"),
        ("2026-12-08T10:00", "weekday", "it", "Immacolata"),
        ("2026-12-08T10:00", "weekday", "en", "Leotron"),
    ],
)
def test_the_opening_is_that_of_the_instant(at, line, language, said):
    now = datetime.fromisoformat(at).replace(tzinfo=ZoneInfo("Europe/Rome"))
    heard = opening(now, line, language, hours=HOURS, prompts=shipped_prompts(), keep_days=90)
    assert said in " ".join(heard)
    assert "90" in " ".join(heard)
