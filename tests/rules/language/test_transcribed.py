import pytest

from rules.language.transcribed import language_to_read


@pytest.mark.parametrize(
    ("configured", "of_call", "read_in"),
    [
        ("it", "it", "it"),
        ("it", "en", "en"),  # who chose English speaks it
        ("it", None, "it"),  # a call whose beginning was missed
        ("de", "it", "de"),  # Italian is what nobody had to choose
        ("de", "en", "en"),
        ("en", "it", "en"),
        ("it", "xx", "it"),
        (None, "it", None),  # the model finds it
        (None, "en", None),
    ],
)
def test_a_message_is_read_in_the_language_that_its_caller_chose(configured, of_call, read_in):
    assert language_to_read(configured, of_call) == read_in
