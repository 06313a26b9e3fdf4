"""Jobs: the sweep; stuck leases, calls that ended in nothing, retention, old sign-ins and requests."""

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import structlog
from sqlalchemy.orm import Session, sessionmaker

from rules.hours.schedule import Hours, explain
from rules.tickets.ticket import Kind
from scheduler.faults import Faults
from store import reading
from store.callbacks import queue
from store.callbacks.outbound_calls import ATTEMPTS
from store.calls import call_log, recordings, voicemail
from store.customers import import_undo
from store.intake import idempotency
from store.intake.filing import file_call
from store.messages import outbox
from store.models import Attachment, Call
from store.oncall.alert_calls import ALERT_STEPS
from store.privacy.files import delete
from store.recording_files import Place
from store.staff import sessions as sign_in
from store.tickets import attachments, remote_codes

log = structlog.get_logger()


@dataclass(frozen=True)
class Sweeping:
    """When a call counts as over, and for how long audio is kept."""

    folder: Place
    keep: timedelta
    quiet_after: timedelta = timedelta(minutes=20)  # no call goes on for longer without a ticket
    late_after: timedelta = timedelta(seconds=30)  # a call that ended may still bring its message


def release_stuck(sessions: sessionmaker[Session], now: Callable[[], datetime]) -> int:
    """Give back whatever a worker held for longer than its lease; how much that was."""
    at = now()
    with sessions.begin() as session:
        releases = (
            recordings.release_stuck,
            queue.release_stuck,
            ATTEMPTS.release_stuck,
            ALERT_STEPS.release_stuck,
            outbox.release_stuck,
        )
        released = sum(release(session, at) for release in releases)
    if released:
        log.warning("stuck work released", count=released)
    return released


def file_missed_calls(
    sessions: sessionmaker[Session], now: Callable[[], datetime], hours: Hours, settings: Sweeping
) -> int:
    """Open a ticket for each call that ended, or went quiet, and left none; how many."""
    at = now()
    with reading(sessions) as session:
        lost = call_log.without_ticket(
            session,
            finished_before=at - settings.late_after,
            started_before=at - settings.quiet_after,
        )
    faults = Faults()

    def file(call: Call) -> int:
        with sessions.begin() as session:
            open_ticket(session, call, hours, at)
        log.warning("call without a ticket filed", call_sid=call.sid)
        return 1

    filed = sum(faults.take(call.sid, partial(file, call)) for call in lost)
    faults.tell()
    return filed


def open_ticket(session: Session, call: Call, hours: Hours, now: datetime) -> None:
    """The ticket of a call that nobody filed at the time: with its message, if it left one."""
    kind = Kind.MESSAGE if voicemail.has_message(session, call.sid) else Kind.MISSED
    file_call(session, call, kind, explain(call.started_at, hours), now)


def delete_expired(
    sessions: sessionmaker[Session], now: Callable[[], datetime], settings: Sweeping
) -> int:
    """Delete the audio that has been kept for as long as it may be; how many recordings."""
    at = now()
    with reading(sessions) as session:
        expired = recordings.expired(session, before=at - settings.keep)
    count = 0
    for recording in expired:
        if recording.path and not delete(settings.folder / recording.path):
            continue  # its row still says so: the next hour tries again
        with sessions.begin() as session:
            recordings.deleted(session, recording.sid, at)
        log.info("recording deleted", recording_sid=recording.sid, call_sid=recording.call_sid)
        count += 1
    _delete_leftovers(settings.folder)
    return count


def delete_old_attachments(
    sessions: sessionmaker[Session], now: Callable[[], datetime], folder: Path, keep: timedelta
) -> int:
    """Delete the files of customers that have been kept for as long as they may be; how many."""
    with reading(sessions) as session:
        old = attachments.expired(session, before=now() - keep)
    count = 0
    for row in old:
        if not delete(folder / str(row.path)):
            continue
        with sessions.begin() as session:
            session.get_one(Attachment, row.id).path = None
        count += 1
    if count:
        log.info("attachments deleted", count=count)
    return count


def forget_sign_ins(sessions: sessionmaker[Session], now: Callable[[], datetime]) -> None:
    """Delete sessions that are over, and counts of wrong passwords that nobody waits for."""
    with sessions.begin() as session:
        sign_in.prune(session, now())


def forget_remote_codes(sessions: sessionmaker[Session], now: Callable[[], datetime]) -> None:
    """Delete codes for remote support that nobody used in time."""
    with sessions.begin() as session:
        remote_codes.forget_old(session, now())


def forget_requests(sessions: sessionmaker[Session], now: Callable[[], datetime]) -> None:
    """Delete what programs were answered long ago, and what files of customers altered a week ago.

    Also when no program comes any more.
    """
    with sessions.begin() as session:
        idempotency.prune(session, now())
        import_undo.forget_old(session, now())


def _delete_leftovers(folder: Place) -> None:
    """Delete what downloads that died left beside the recordings, a day after they did."""
    if not isinstance(folder, Path):
        return  # they lie where this machine keeps what is temporary
    # Files bear the system's time, whatever the service's clock rehearses.
    yesterday = time.time() - timedelta(days=1).total_seconds()
    for part in folder.glob(".RE*.part"):
        with suppress(FileNotFoundError):  # a download that ends just now
            if part.stat().st_mtime < yesterday:
                delete(part)
