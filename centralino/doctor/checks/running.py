"""Checks of the running service: processes, jobs, what was last seen, what waits, promises."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.exc import DatabaseError

import store
from centralino.cli.shared.ledger import is_there
from centralino.config.errors import ConfigError
from centralino.config.watch_section import Watch
from centralino.doctor.findings import Finding, doubt, fault, ok, skipped
from centralino.doctor.subject import Subject
from centralino.watch.bounds import Broken, broken
from centralino.watch.look import Look, look
from store.signs_of_life import Sign
from store.views.unfinished import Work


def running(subject: Subject) -> Iterator[Finding]:
    """As the ledger tells it."""
    settings = subject.settings
    try:
        known = is_there(settings)
    except ConfigError:
        known = False
    if not known:
        yield skipped("running.unknown")
        return
    engine = store.connect(settings.database.url, may_make=False)
    try:
        with store.reading(store.sessions(engine)) as session:
            found = look(session, settings, subject.at)
    except DatabaseError:  # away, damaged or of another version: the database's check says which
        yield skipped("running.unknown")
        return
    finally:
        engine.dispose()
    zone = ZoneInfo(settings.service.timezone)
    told = [one for one in broken(found, settings.watch) if one.bound != "disk"]
    for one in told:
        yield _finding(one, found, zone)
    yield from _well(found, {(one.bound, one.of) for one in told}, zone)
    yield _heartbeat(found, settings.watch, zone)
    yield from _calls(found, zone)


def _finding(one: Broken, found: Look, zone: ZoneInfo) -> Finding:
    since = _shown(one.since, zone)
    match one.bound:
        case "work":
            count = found.work[Work(one.of)].count
            return fault(f"work.{one.of}", count=count, since=since)
        case "silent":
            code = "silent" if one.since else "never"
            return fault(f"worker.{code}", process=one.of, since=since)
        case "reconciliation":
            return fault(
                "reconciliation.late" if one.since else "reconciliation.never", since=since
            )
        case "backup":
            return fault("backup.old", since=since)
        case "rehearsal":
            return fault("rehearsal.broken", line=one.of, since=since, reason=one.reason)
        case _:
            return fault("job.failing", job=one.of, since=since, reason=one.reason)


def _well(found: Look, told: set[tuple[str, str]], zone: ZoneInfo) -> Iterator[Finding]:
    """What holds, in as few lines as can be."""
    for sign in (Sign.CLOCK, Sign.TRANSCRIPTION):
        if ("silent", sign.value) not in told:
            yield ok("worker.alive", process=sign.value)
    if ("reconciliation", "twilio") not in told:
        yield ok("reconciliation.right", at=_shown(found.seen[Sign.RECONCILIATION], zone))
    if ("backup", "database") not in told:
        copied = found.seen.get(Sign.BACKUP)
        yield ok("backup.right", at=_shown(copied, zone)) if copied else doubt("backup.never")
    for kind, waiting in found.work.items():
        if waiting.count and ("work", kind.value) not in told:
            yield ok(f"work.{kind.value}", count=waiting.count, since=_shown(waiting.since, zone))
    if not any(waiting.count for waiting in found.work.values()):
        yield ok("work.right")


def _heartbeat(found: Look, bounds: Watch, zone: ZoneInfo) -> Finding:
    if bounds.heartbeat_url is None:
        return skipped("heartbeat.none")
    at = found.seen.get(Sign.HEARTBEAT)
    if at is None or found.now - at > timedelta(minutes=3 * bounds.heartbeat_minutes):
        return doubt("heartbeat.withheld", since=_shown(at, zone))
    return ok("heartbeat.right", at=_shown(at, zone))


def _calls(found: Look, zone: ZoneInfo) -> Iterator[Finding]:
    at = found.last_webhook
    yield ok("webhook.last", at=_shown(at, zone)) if at else doubt("webhook.never")
    if found.promises_late:
        yield doubt("promise.late", count=found.promises_late)
    elif found.promises_near:
        yield doubt("promise.near", count=found.promises_near)
    elif found.next_promise:
        yield ok("promise.next", next=_shown(found.next_promise, zone))
    else:
        yield ok("promise.right")


def _shown(at: datetime | None, zone: ZoneInfo) -> str:
    return "–" if at is None else f"{at.astimezone(zone):%Y-%m-%d %H:%M}"
