"""Transcription worker: the oldest waiting recording, through text, to its ticket.

1. Claim it, and commit. 2. Read it, with no transaction open. 3. In one transaction, fenced by the
claim: the transcript and what triage finds in it.
"""

from __future__ import annotations

import threading
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import structlog
from sqlalchemy.exc import OperationalError

from rules.errors import BadInput
from rules.triage import triage
from rules.triage.timed_words import timed_words
from rules.triage.vocabulary import Vocabulary
from store.calls import call_log, corrections, recordings, voicemail
from store.customers import directory
from store.intake import common_faults, quarantine
from store.recording_files import Place, local
from store.tickets import lifecycle, voice_notes
from transcription.audio import read_audio
from transcription.result import Engine, NoSpeech, PutBack, Transcript

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from sqlalchemy.orm import Session, sessionmaker

    from rules.triage import TicketDraft
    from store.calls.recordings import Claim
    from store.models import Call, Ticket

log = structlog.get_logger()


@dataclass(frozen=True)
class Working:
    """How the worker goes about it."""

    ours: frozenset[str]  # our lines' numbers (E.164), which nobody is to ring
    decide: Callable[[Session, Ticket], object]  # who pays, once the text is there
    sounds: Place = Path()  # where a row that names no folder has its recording
    lease: timedelta = timedelta(minutes=15)  # longer than any message takes on any machine
    most_attempts: int = 3  # a recording that takes the process down with it is left to people
    wait: timedelta = timedelta(minutes=1)  # before another try
    pause_seconds: float = 0.25  # between two looks at an empty queue
    patience_seconds: float = 5.0  # while the database does not answer
    notes: Path | None = None  # where voice notes lie that customers sent; None reads none
    turn: threading.Lock = field(default_factory=threading.Lock)  # of who looks, and who is woken


def run(
    sessions: sessionmaker[Session],
    engine: Engine,
    now: Callable[[], datetime],
    stopping: threading.Event,
    settings: Working,
) -> None:
    """Work until told to stop, which happens between two recordings."""
    while not stopping.is_set():
        try:
            worked = work_once(sessions, engine, now, settings) or read_note_once(
                sessions, engine, now, settings.notes
            )
        except OperationalError as error:
            # the database may be away for a while; the row still says what is to be done
            log.error("transcription failed", reason=str(error.orig))
            stopping.wait(settings.patience_seconds)
            continue
        except Exception:
            log.exception("transcription failed")
            worked = False
        if not worked:
            stopping.wait(settings.pause_seconds)


def work_once(
    sessions: sessionmaker[Session],
    engine: Engine,
    now: Callable[[], datetime],
    settings: Working,
    only: str | None = None,
    begun: Callable[[str], object] = lambda _sid: None,
) -> bool:
    """Read the recording that has been due longest, or that one; False when none is.

    `begun` is told its SID. Raises PutBack where the engine was told to leave it for another time.
    """
    with settings.turn:
        return _work_once(sessions, engine, now, settings, only, begun)


def _work_once(
    sessions: sessionmaker[Session],
    engine: Engine,
    now: Callable[[], datetime],
    settings: Working,
    only: str | None,
    begun: Callable[[str], object],
) -> bool:
    with sessions.begin() as session:
        claim = recordings.claim_text(session, now=now(), lease=settings.lease, only=only)
        call = call_log.find(session, claim.call_sid) if claim is not None else None
        known = _vocabulary(session, call) if claim is not None else Vocabulary()
        language = call.language if call is not None else None
    if claim is None:
        return False
    begun(claim.sid)
    if claim.attempts > settings.most_attempts:
        _give_up(sessions, claim, f"not read after {claim.attempts - 1} attempts", now())
        return True
    try:
        with local(settings.sounds, str(claim.path)) as file:
            read = engine.transcribe(read_audio(file), known, language)
    except PutBack:
        with sessions.begin() as session:
            recordings.put_back(session, claim)
        raise
    except (BadInput, FileNotFoundError) as error:
        _give_up(sessions, claim, str(error), now())
    except (OSError, MemoryError, RuntimeError) as error:
        _try_again(sessions, claim, error, now(), settings)
    else:
        _keep(sessions, claim, read, engine.model, now(), settings)
    return True


def _vocabulary(session: Session, call: Call | None) -> Vocabulary:
    own = directory.words_of(session, call.from_number) if call is not None else []
    return Vocabulary(tuple(own), tuple(corrections.words(session)))


def _keep(
    sessions: sessionmaker[Session],
    claim: Claim,
    read: Transcript | NoSpeech,
    model: str,
    now: datetime,
    settings: Working,
) -> None:
    row = _row(read)
    with sessions.begin() as session:
        if isinstance(read, Transcript):
            common_faults.hold(session)
        if not recordings.transcribed(session, claim, **row, model=model, now=now):
            log.warning("recording read by another", recording_sid=claim.sid)
            return
        if isinstance(read, Transcript):
            draft = _draft(session, claim, read.text, row["words"], settings.ours)
            counts = voicemail.counts(session, claim.sid)
            ticket = lifecycle.enrich_of_call(session, claim.call_sid, draft, now, counts=counts)
            if ticket is not None:
                settings.decide(session, ticket)
                common_faults.look(session, ticket, now)
            quarantine.heard(session, claim.call_sid, now)
        else:
            lifecycle.note_call(
                session, claim.call_sid, event="no_speech", note=read.reason, now=now
            )
            silent = lifecycle.of_call(session, claim.call_sid)
            if silent is not None:
                quarantine.consider(session, silent, now)
    log.info(
        "recording read",
        call_sid=claim.call_sid,
        recording_sid=claim.sid,
        speech=isinstance(read, Transcript),
    )


def _draft(
    session: Session, claim: Claim, text: str, words: list[dict[str, Any]], ours: frozenset[str]
) -> TicketDraft:
    """What triage finds; a number that may be misheard is the caller's own that it nearly is."""
    doubtful = [(word.start, word.end) for word in timed_words(text, words) if word.is_doubtful]
    draft = triage(text, ours, doubtful)
    call = call_log.find(session, claim.call_sid)
    if draft.callback_number is not None or call is None:
        return draft
    theirs = directory.numbers_of(session, call, draft.customer_code)
    return triage(text, ours, doubtful, theirs=theirs)


def _row(read: Transcript | NoSpeech) -> dict[str, Any]:
    if isinstance(read, NoSpeech):
        return {
            "text": None,
            "language": None,
            "confidence": None,
            "no_speech": True,
            "flagged": list(read.flagged),
            "words": [],
        }
    return {
        "text": read.text,
        "language": read.language,
        "confidence": read.confidence,
        "no_speech": False,
        "flagged": list(read.flagged),
        "words": [asdict(word) for word in read.words],
    }


def _try_again(
    sessions: sessionmaker[Session],
    claim: Claim,
    error: Exception,
    now: datetime,
    settings: Working,
) -> None:
    said = f"{type(error).__name__}: {error}"
    if claim.attempts >= settings.most_attempts:
        _give_up(sessions, claim, said, now)
        return
    with sessions.begin() as session:
        recordings.retry_at(session, claim, at=now + settings.wait * claim.attempts, error=said)
    log.warning("recording not read", recording_sid=claim.sid, error=said)


def _give_up(sessions: sessionmaker[Session], claim: Claim, said: str, now: datetime) -> None:
    with sessions.begin() as session:
        recordings.failed(session, claim, error=said, now=now)
    log.error("recording left to people", recording_sid=claim.sid, error=said)


def read_note_once(
    sessions: sessionmaker[Session],
    engine: Engine,
    now: Callable[[], datetime],
    folder: Path | None,
) -> bool:
    """Read the next note of the folder; False when none waits. One that is no sound is left as it is."""
    if folder is None:
        return False
    with sessions.begin() as session:
        note = voice_notes.claim(session, now())
    if note is None:
        return False
    words = None
    try:
        read = engine.transcribe(read_audio(folder / note.path), Vocabulary(), "it")
        words = read.text if isinstance(read, Transcript) else None
    except (BadInput, FileNotFoundError) as error:
        log.error("voice note left to people", attachment=note.id, error=str(error))
    with sessions.begin() as session:
        voice_notes.keep(session, note, words, now())
    log.info("voice note read", attachment=note.id, speech=words is not None)
    return True
