"""Health checks: /healthz says that the process is alive, /readyz whether it can do its work."""

import os
import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError, SQLAlchemyError

import store
from centralino.runtime.clock import Clock
from store import failing_jobs, reading, sessions
from store.database.file_guard import FileGone
from store.recording_files import Place

OK = "ok"
LEAST_FREE = 16 * 1024 * 1024  # bytes: some ten messages of the longest kind


def health(engine: Engine, recordings: Place, now: Clock) -> Blueprint:
    """Both addresses; neither tells a stranger more than a word per check.

    Jobs that have failed for an hour are named, and leave us ready: callers are answered all the
    same, and would be answered no more where whoever asks takes us out of service.
    """
    bp = Blueprint("health", __name__)
    checks: dict[str, Callable[[], str]] = {
        "database": lambda: _database(engine),
        "recordings": lambda: _recordings(recordings),
    }

    @bp.get("/healthz")
    def alive() -> ResponseReturnValue:
        return jsonify(status=OK)

    @bp.get("/readyz")
    def ready() -> ResponseReturnValue:
        found = {name: check() for name, check in checks.items()}
        is_ready = set(found.values()) == {OK}
        failing = _jobs(engine, now()) if found["database"] == OK else ""
        told = {**found, "jobs": failing} if failing else found
        return jsonify(ready=is_ready, checks=told), 200 if is_ready else 503

    return bp


def _database(engine: Engine) -> str:
    try:
        head, current = store.head(), store.current(engine)
    except OperationalError as error:
        gone = isinstance(error.orig, FileGone)
        return str(error.orig) if gone else f"unreachable ({type(error).__name__})"
    except Exception as error:  # whatever the driver raises: not ready
        return f"unreachable ({type(error).__name__})"
    return OK if current == head else f"expected migration {head}, found {current}"


def _jobs(engine: Engine, now: datetime) -> str:
    try:
        with reading(sessions(engine)) as session:
            names = [job.name for job in failing_jobs.for_an_hour(session, now)]
    except SQLAlchemyError:
        return ""
    return f"failing for over an hour: {', '.join(names)}" if names else ""


def _recordings(folder: Place) -> str:
    """The folder, or the one in which it will be made, must be ours to write, and have room."""
    if not isinstance(folder, Path):
        return OK  # a store that is away keeps nobody from leaving a message
    there = next(path for path in (folder, *folder.parents) if path.exists())
    if not there.is_dir() or not os.access(there, os.W_OK):
        return "not writable"
    return OK if shutil.disk_usage(there).free >= LEAST_FREE else "disk full"
