"""By which door a request came, in words."""

import pytest

from rules.tickets.arrival import came, came_in_english, is_written
from rules.tickets.ticket import Channel, Origin


@pytest.mark.parametrize("channel", Channel)
def test_nobody_who_wrote_is_said_to_have_called(channel) -> None:
    wrote = channel is not Channel.PHONE
    assert is_written(channel) is wrote
    assert ("chiamato" in came(channel, None)) is not wrote
    assert ("called" in came_in_english(channel, None)) is not wrote


@pytest.mark.parametrize("channel", Channel)
@pytest.mark.parametrize(
    ("origin", "italian", "english"),
    [
        (Origin.DESK, "Chiamata arrivata a una scrivania", "called at a desk"),
        (Origin.VISIT, "Visita di persona", "came in person"),
        (Origin.EMAIL, "E-mail", "wrote an e-mail"),
    ],
)
def test_what_a_technician_wrote_down_came_as_they_say(channel, origin, italian, english) -> None:
    assert came(channel, origin) == italian
    assert came_in_english(channel, origin) == english
