"""Languages of the natural voices: each by its code, and a word for one that nobody speaks."""

import ctypes.util

import pytest

from bench.speech.voices import Espeak
from rules.errors import BadInput

pytestmark = pytest.mark.skipif(
    ctypes.util.find_library("espeak-ng") is None, reason="espeak-ng's library is not installed"
)


@pytest.fixture(scope="module")
def sounds():
    return Espeak()


def test_a_language_is_found_by_its_code_whatever_its_voice_is_called(sounds):
    assert sounds.of("the quick", "en-gb").startswith("ðə")
    assert sounds.of("dodici", "it").startswith("dˈodiʧ")


def test_a_language_that_nobody_speaks_is_refused_and_the_next_one_is_spoken(sounds):
    with pytest.raises(BadInput, match="found klingon"):
        sounds.of("nuqneH", "klingon")
    assert sounds.of("dodici", "it").startswith("dˈodiʧ")
