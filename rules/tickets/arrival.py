"""Arrival: by which door a request came, in words; whoever wrote never called."""

from collections.abc import Mapping

from rules.tickets.ticket import Channel

CAME: Mapping[Channel, str] = {
    Channel.PHONE: "Ha chiamato",
    Channel.WEB: "Ha scritto dal modulo",
    Channel.PROGRAM: "Ha scritto dal programma",
}
CAME_IN_ENGLISH: Mapping[Channel, str] = {
    Channel.PHONE: "called",
    Channel.WEB: "wrote by the form",
    Channel.PROGRAM: "wrote by the program",
}


def is_written(channel: Channel) -> bool:
    """Whether nobody called."""
    return channel is not Channel.PHONE
