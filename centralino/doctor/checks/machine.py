"""Checks of this machine: the zone's data, and the disks on which we write."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from zoneinfo import ZoneInfo

from centralino.doctor.findings import Finding, fault, ok
from centralino.doctor.subject import Subject
from centralino.watch.bounds import MEGABYTE
from centralino.watch.look import rooms

# Where the law keeps summer time; whoever decides otherwise one day makes new data needed here too.
_KNOWN = {"Europe/Rome": timedelta(hours=2)}


def zone(subject: Subject) -> Iterator[Finding]:
    """Whether the zone's data says what its clocks show."""
    name = subject.settings.service.timezone
    summer = datetime(2026, 7, 1, 12, tzinfo=UTC).astimezone(ZoneInfo(name)).utcoffset()
    wanted = _KNOWN.get(name)
    if wanted is not None and summer != wanted:
        yield fault("zone.wrong", zone=name, found=str(summer))
        return
    yield ok("zone.right", zone=name, version=version("tzdata"))


def disks(subject: Subject) -> Iterator[Finding]:
    """Room for what comes."""
    least = subject.settings.watch.free_megabytes
    for room in rooms(subject.settings):
        told = {"place": room.place, "path": room.path, "free": room.free // MEGABYTE}
        if room.free < least * MEGABYTE:
            yield fault("disk.low", **told, least=least)
        else:
            yield ok("disk.right", **told)
