"""Arrival: by which door a request came, in words; whoever wrote never called."""

from collections.abc import Mapping

from rules.tickets.ticket import Channel, Origin

Way = Channel | Origin

_CAME: Mapping[Way, str] = {
    Channel.PHONE: "Ha chiamato",
    Channel.WEB: "Ha scritto dal modulo",
    Channel.PROGRAM: "Ha scritto dal programma",
    Origin.DESK: "Chiamata arrivata a una scrivania",
    Origin.VISIT: "Visita di persona",
    Origin.EMAIL: "E-mail",
}
_IN_ENGLISH: Mapping[Way, str] = {
    Channel.PHONE: "called",
    Channel.WEB: "wrote by the form",
    Channel.PROGRAM: "wrote by the program",
    Origin.DESK: "called at a desk",
    Origin.VISIT: "came in person",
    Origin.EMAIL: "wrote an e-mail",
}


def came(channel: Channel, origin: Origin | None) -> str:
    """How it came; what a technician wrote down came as they say, and not by the channel it is kept as."""
    return _CAME[origin or channel]


def came_in_english(channel: Channel, origin: Origin | None) -> str:
    """The same, for the command line."""
    return _IN_ENGLISH[origin or channel]


def is_written(channel: Channel) -> bool:
    """Whether nobody called."""
    return channel is not Channel.PHONE
