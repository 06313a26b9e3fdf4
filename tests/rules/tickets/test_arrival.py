"""By which door a request came, in words."""

import pytest

from rules.tickets.arrival import CAME, CAME_IN_ENGLISH, is_written
from rules.tickets.ticket import Channel


@pytest.mark.parametrize("channel", Channel)
def test_nobody_who_wrote_is_said_to_have_called(channel) -> None:
    wrote = channel is not Channel.PHONE
    assert is_written(channel) is wrote
    assert ("chiamato" in CAME[channel]) is not wrote
    assert ("called" in CAME_IN_ENGLISH[channel]) is not wrote
