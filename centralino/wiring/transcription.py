"""Transcription's process: the speech model in memory, and the worker that reads with it."""

import threading
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, cast

import structlog

from centralino.config.database_url import file_of
from centralino.config.settings import Settings
from centralino.runtime import clock as instant
from centralino.wiring.clock import told_to_stop
from centralino.wiring.in_force import followed
from centralino.wiring.parts import parts_of
from centralino.wiring.watching.watch import show_life
from centralino.wiring.worker import bounded
from rules.errors import CentralinoError, TemporaryFailure
from store import connect, sessions
from store.signs_of_life import Sign
from transcription import engines, models

if TYPE_CHECKING:
    from sqlalchemy.orm import Session, sessionmaker

    from centralino.tenants import turns
    from transcription import worker
    from transcription.result import Engine

log = structlog.get_logger()

LONGEST_WAIT_SECONDS = 600.0  # before another try to load the speech model


def run_transcription(firms: Mapping[str | None, Settings]) -> None:
    """Load the model once, then turn recordings into text until told to stop.

    For the only firm (None), or for each of several in turn.
    """
    # whisper and torch take seconds and hundreds of megabytes: this process alone has them
    from centralino.tenants import turns  # noqa: PLC0415
    from transcription import worker  # noqa: PLC0415

    stopping = told_to_stop()
    settings = next(iter(firms.values()))  # the model is the same for all
    # whoever has no address that Twilio reaches rehearses, and no caller is misheard
    engine = loaded(settings.speech(), stopping, may_rehearse=settings.service.public_url is None)
    if engine is None:
        return
    now = instant.service_clock()
    if None not in firms:
        desks = [turns.Desk(str(name), *_desk(of, now)) for name, of in firms.items()]
        turns.run(desks, cast("turns.Interruptible", engine), now, stopping)
        return
    ledger, working = _desk(settings, now)
    if file_of(settings.database.url) is not None:
        worker.run(ledger, engine, now, stopping, working)
        return
    # what a single machine does not need
    from centralino.wiring.woken import LOOKED_FOR, SPEECH_QUEUE, woken  # noqa: PLC0415
    from scheduler.engine import Task  # noqa: PLC0415

    working = replace(working, pause_seconds=LOOKED_FOR.total_seconds())
    read = Task("read", lambda key: worker.work_once(ledger, engine, now, working, key))
    with woken(settings, SPEECH_QUEUE, [read], 1):
        worker.run(ledger, engine, now, stopping, working)


def _desk(settings: Settings, now: instant.Clock) -> "tuple[sessionmaker[Session], worker.Working]":
    """Where a firm's recordings wait, and how they are read; its sign of life begins."""
    from transcription import worker  # noqa: PLC0415 - as above

    ledger = sessions(bounded(connect(settings.database.url, may_make=False)))
    show_life(ledger, Sign.TRANSCRIPTION, now)
    parts = parts_of(settings, ledger)
    working = worker.Working(
        ours=settings.lines.numbers,
        decide=followed(parts.in_force, parts.payer.decide),
        sounds=settings.recordings.path,
        notes=settings.form.attachments_path,
    )
    return ledger, working


def loaded(
    speech: models.Settings,
    stopping: threading.Event,
    wait_seconds: float = 30.0,
    *,
    may_rehearse: bool = False,
) -> "Engine | None":
    """The engine, however long its model is not to be had; None when told to stop before.

    Messages wait as rows meanwhile, and their tickets stand without text. In a rehearsal the small
    model that ships takes the place of one that cannot be had; what callers say it would mishear.
    """
    told = ""
    while not stopping.is_set():
        try:
            return engines.loaded(speech)
        except TemporaryFailure as error:
            reason = str(error)
            if may_rehearse:
                log.error("speech model not to be had, hearing with demo", reason=reason)
                return engines.loaded(models.shipped(speech))
        except (CentralinoError, OSError) as error:
            reason = str(error)
        if reason != told:  # once, and not at each try
            told = reason
            log.error("speech model not loaded", reason=told)
        stopping.wait(wait_seconds)
        wait_seconds = min(2 * wait_seconds, LONGEST_WAIT_SECONDS)
    return None
