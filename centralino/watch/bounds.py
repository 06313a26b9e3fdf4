"""Bounds: which of those that `watch` sets are broken; doctor, metrics and heartbeat ask here."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from centralino.config.watch_section import Watch
from centralino.watch.look import Look
from scheduler.heartbeat import JOB
from store.signs_of_life import Sign
from store.views.unfinished import Work

MEGABYTE = 1_000_000


@dataclass(frozen=True)
class Broken:
    """A bound that does not hold: of what, and since when or how much there is."""

    bound: str  # work, silent, reconciliation, backup, job, rehearsal, disk
    of: str
    since: datetime | None = None
    free: int | None = None
    reason: str = ""


def broken(found: Look, bounds: Watch) -> list[Broken]:
    """Each that is, the work first."""
    return [
        *_work(found, bounds),
        *_signs(found, bounds),
        *_jobs(found),
        *(
            Broken("rehearsal", line, since=row.finished_at, reason=f"{row.broken}: {row.why}")
            for line, row in found.rehearsals.items()
            if row.broken is not None
        ),
        *(
            Broken("disk", room.place, free=room.free)
            for room in found.rooms
            if room.free < bounds.free_megabytes * MEGABYTE
        ),
    ]


def _work(found: Look, bounds: Watch) -> Iterator[Broken]:
    most = {
        Work.FETCH: bounds.fetch_minutes,
        Work.READ: bounds.read_minutes,
        Work.SEND: bounds.send_minutes,
        Work.NOTIFY: bounds.send_minutes,
        Work.TELL: bounds.send_minutes,
    }
    for kind, waiting in found.work.items():
        longest = timedelta(minutes=most[kind])
        if waiting.since is not None and found.now - waiting.since > longest:
            yield Broken("work", kind.value, since=waiting.since)


def _signs(found: Look, bounds: Watch) -> Iterator[Broken]:
    """A process that was never seen is silent too; a first backup is advised, and no bound."""
    silent = timedelta(minutes=bounds.silent_minutes)
    for sign in (Sign.CLOCK, Sign.TRANSCRIPTION):
        at = found.seen.get(sign)
        if at is None or found.now - at > silent:
            yield Broken("silent", sign.value, since=at)
    asked = found.seen.get(Sign.RECONCILIATION)
    if asked is None or found.now - asked > timedelta(minutes=bounds.reconcile_minutes):
        yield Broken("reconciliation", "twilio", since=asked)
    copied = found.seen.get(Sign.BACKUP)
    if bounds.backup_hours is None or copied is None:
        return
    if found.now - copied > timedelta(hours=bounds.backup_hours):
        yield Broken("backup", "database", since=copied)


def _jobs(found: Look) -> Iterator[Broken]:
    """The heartbeat's own failing is no reason to withhold it: it would never come again."""
    for job in found.failing:
        if job.name != JOB:
            yield Broken("job", job.name, since=job.since, reason=job.reason)
