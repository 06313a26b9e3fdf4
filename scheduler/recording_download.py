"""Job: downloads recordings; claimed, fetched beside their place, checked, and only then `stored`.

The ticket stands all the while; a recording that cannot be had is `failed`, for people to see, and
is tried again each day for as long as Twilio has it.
"""

import hashlib
import random
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO

import structlog
from sqlalchemy.orm import Session, sessionmaker

from rules.errors import NotThere, PermanentFailure, TemporaryFailure
from rules.files.wav import NotWav, WavHeader, read_header
from store import recording_files
from store.calls import fetch_retries, recordings
from store.calls.recordings import Claim
from store.privacy.files import delete
from store.recording_files import File, Place

log = structlog.get_logger()

# Writes a recording's audio to the file; fails temporarily or permanently.
Download = Callable[[str, BinaryIO], object]

MOST_AT_ONCE = 8  # downloads
TOLERANCE_SECONDS = 2.0  # Twilio says whole seconds, and a finish key clips the last one


@dataclass(frozen=True)
class Patience:
    """How long we go on trying: every wait half as long again, up to a limit, for some six hours.

    Short at first: most often Twilio has merely not finished encoding. Then once a day, until Twilio
    has said so often that it has no such recording. What went wrong on our side is tried again soon.
    """

    first: timedelta = timedelta(seconds=0.5)
    growth: float = 1.5
    longest: timedelta = timedelta(minutes=15)
    most_attempts: int = 40
    then: timedelta = timedelta(days=1)
    most_days_missing: int = 3
    ours: timedelta = timedelta(seconds=15)


@dataclass(frozen=True)
class Fetching:
    """Where recordings go, and for how long one download may hold its claim."""

    folder: Place
    lease: timedelta = timedelta(minutes=3)
    patience: Patience = Patience()


@dataclass(frozen=True)
class RetryAt:
    """Not now, but at that instant."""

    at: datetime


@dataclass(frozen=True)
class PutOff:
    """For now a person must look; again at that instant, a day from now."""

    at: datetime


@dataclass(frozen=True)
class GiveUp:
    """No more: Twilio does not have it."""


@dataclass(frozen=True)
class Kept:
    """The audio as it lies with us."""

    path: File
    bytes: int
    sha256: str
    seconds: float


def after_failure(
    error: Exception, attempts_so_far: int, now: datetime, patience: Patience, luck: float
) -> RetryAt | PutOff | GiveUp:
    """Whether to try again and when; LUCK, from 0 to 1, keeps many from coming back at once."""
    spread = 0.8 + 0.4 * luck
    growth = patience.growth ** min(attempts_so_far - 1, 30)
    wait = min(patience.first * growth, patience.longest)
    if isinstance(error, OSError):  # our disk, which somebody will have room on again
        return RetryAt(now + min(wait, patience.ours) * spread)
    days = attempts_so_far - patience.most_attempts
    if isinstance(error, PermanentFailure) or days >= 0:
        is_gone = isinstance(error, NotThere) and days >= patience.most_days_missing
        return GiveUp() if is_gone else PutOff(now + patience.then * spread)
    told = error.retry_after if isinstance(error, TemporaryFailure) else None
    return RetryAt(now + max(wait * spread, timedelta(seconds=told or 0)))


def fetch_all(
    sessions: sessionmaker[Session],
    download: Download,
    now: Callable[[], datetime],
    settings: Fetching,
) -> int:
    """Fetch whatever is due, one after the other; how many were tried."""
    tried = 0
    while fetch_next(sessions, download, now, settings):
        tried += 1
    return tried


class Fetchers:
    """Fetches on threads of its own, so that one recording that trickles in delays no other."""

    def __init__(self, fetch: Callable[[], object], most: int = MOST_AT_ONCE) -> None:
        self._fetch = fetch  # whatever is due, one after the other
        self._pool = ThreadPoolExecutor(most, thread_name_prefix="fetch")
        self._room = threading.BoundedSemaphore(most)
        self._error: Exception | None = None

    def tick(self) -> None:
        """One more thread that looks for what is due; raises what an earlier one met."""
        if self._room.acquire(blocking=False):
            self._pool.submit(self._run)
        error, self._error = self._error, None
        if error is not None:
            raise error

    def _run(self) -> None:
        try:
            self._fetch()
        except Exception as error:  # told by the next tick, as any job's fault
            self._error = error
        finally:
            self._room.release()


def fetch_next(
    sessions: sessionmaker[Session],
    download: Download,
    now: Callable[[], datetime],
    settings: Fetching,
    luck: Callable[[], float] = random.random,
    *,
    only: str | None = None,
) -> bool:
    """Try the recording that has been due for longest, or that one; False when none is.

    1. Claim it, and commit. 2. Download, with no transaction open. 3. Write down what came of it,
    unless the claim has meanwhile passed to somebody else.
    """
    with sessions.begin() as session:
        claim = recordings.claim_fetch(session, now=now(), lease=settings.lease, only=only)
    if claim is None:
        return False
    try:
        kept = fetch(claim, download, settings.folder)
    except (TemporaryFailure, PermanentFailure, OSError) as error:
        decision = after_failure(error, claim.attempts, now(), settings.patience, luck())
        _write_failure(sessions, claim, error, decision, now())
        return True
    with sessions.begin() as session:
        is_ours = _store(session, claim, kept, now())
        is_deleted = not is_ours and recordings.is_deleted(session, claim.sid)
    if is_deleted:  # erased while it was being fetched
        delete(kept.path)
        return True
    log.info("recording stored", call_sid=claim.call_sid, recording_sid=claim.sid, bytes=kept.bytes)
    return True


def fetch(claim: Claim, download: Download, folder: Place) -> Kept:
    """Bring the audio into FOLDER whole and checked, or leave nothing behind."""
    with recording_files.part(folder, claim.sid) as part:
        with part.open("w+b") as file:
            download(claim.sid, file)
        seconds = checked_seconds(part, claim.duration_s)
        size, digest = part.stat().st_size, _sha256(part)
        kept = recording_files.keep(folder, part, f"{claim.sid}.wav")
    return Kept(kept, size, digest, seconds)


def checked_seconds(path: Path, announced: int | None) -> float:
    """The length of the sound; TemporaryFailure when there is less than Twilio announced."""
    sound = measure(path)
    if announced is None and sound.missing_seconds:
        raise TemporaryFailure(f"the file ends after {sound.seconds:.1f} s, before its sound does")
    if announced is not None and sound.seconds < announced - TOLERANCE_SECONDS:
        raise TemporaryFailure(f"expected {announced} s of sound, found {sound.seconds:.1f} s")
    return sound.seconds


def measure(path: Path) -> WavHeader:
    """What sound is in the file; TemporaryFailure when it is no WAV or ends before its sound."""
    try:
        return read_header(path.read_bytes())
    except NotWav as error:
        raise TemporaryFailure(str(error)) from error


def _store(session: Session, claim: Claim, kept: Kept, now: datetime) -> bool:
    return recordings.stored(
        session,
        claim,
        path=str(kept.path),
        bytes=kept.bytes,
        sha256=kept.sha256,
        duration_s=round(kept.seconds),
        now=now,
    )


def _write_failure(
    sessions: sessionmaker[Session],
    claim: Claim,
    error: Exception,
    decision: RetryAt | PutOff | GiveUp,
    now: datetime,
) -> None:
    said = f"{type(error).__name__}: {error}"
    with sessions.begin() as session:
        match decision:
            case RetryAt(at):
                recordings.retry_at(session, claim, at=at, error=said)
            case PutOff(at):
                fetch_retries.put_off(session, claim, at=at, error=said, now=now)
            case GiveUp():
                fetch_retries.gone(session, claim, error=said, now=now)
    note = log.warning if isinstance(decision, RetryAt) else log.error
    note("recording not fetched", recording_sid=claim.sid, call_sid=claim.call_sid, error=said)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
