"""Voice notes become text as messages do, once no message waits."""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog

from rules.errors import BadInput
from rules.triage.vocabulary import Vocabulary
from store.tickets import voice_notes
from transcription.audio import read_audio
from transcription.result import Transcript

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from sqlalchemy.orm import Session, sessionmaker

    from transcription.result import Engine

log = structlog.get_logger()


def read_once(
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
