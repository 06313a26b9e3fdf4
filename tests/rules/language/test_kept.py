"""How long something is kept, in words."""

import pytest

from rules.language.kept import kept_for


@pytest.mark.parametrize(
    ("days", "italian", "english"),
    [
        (1, "un giorno", "one day"),
        (90, "90 giorni", "90 days"),
        (364, "364 giorni", "364 days"),
        (365, "un anno", "one year"),
        (366, "366 giorni", "366 days"),
        (730, "2 anni", "2 years"),
        (800, "800 giorni", "800 days"),
        (1461, "4 anni", "4 years"),  # with its leap day
        (3650, "10 anni", "10 years"),
    ],
)
def test_how_long_something_is_kept(days, italian, english) -> None:
    assert (kept_for(days, "it"), kept_for(days, "en")) == (italian, english)
