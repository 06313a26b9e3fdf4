"""Attachments as they come in: looked at, then kept under names that say nothing."""

import hashlib
import os
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import IO

from werkzeug.datastructures import FileStorage

from store import private_files
from store.privacy.files import delete
from store.tickets import attachments
from store.tickets.attachments import Kept
from web.form.file_types import FileKind, kind_of, safe_name
from web.form.services import Limits, Services

_CHUNK = 256 * 1024
TAKEN = (
    "un'immagine (JPEG, PNG, HEIC, WebP, AVIF, GIF, TIFF, BMP), un PDF, un messaggio vocale o un testo "
    "che possiamo accettare"
)
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Upload:
    """A file that may be taken."""

    name: str
    kind: FileKind
    size: int
    sha256: str
    stream: IO[bytes]


@dataclass(frozen=True)
class Refused:
    """Why the files are not taken, in words for the customer."""

    why: str


def looked_at(files: Iterable[FileStorage], limits: Limits) -> list[Upload] | Refused:
    """The files that were chosen, if all of them may be taken; an empty field sends one nameless."""
    chosen = [file for file in files if file.filename or _size(file.stream)]
    if len(chosen) > limits.files:
        return Refused(f"al massimo {limits.files} file (ne ha scelti {len(chosen)})")
    found = []
    for file in chosen:
        upload = _looked_at(file, limits)
        if isinstance(upload, Refused):
            return upload
        found.append(upload)
    return found


def keep(upload: Upload, folder: Path) -> Kept:
    """Write the file to the folder, on the disk before it returns, readable by the service alone."""
    private_files.make_folder(folder)
    path = secrets.token_hex(16)
    target = os.open(folder / path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(target, "wb") as file:
        for chunk in _chunks(upload.stream):
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    return Kept(upload.name, upload.kind.media_type, upload.size, upload.sha256, path)


def fit(uploads: Iterable[Upload], services: Services) -> bool:
    """Whether the files may be kept, after all that came in 24 hours."""
    coming = sum(upload.size for upload in uploads)
    if not coming:
        return True
    with services.sessions() as session:
        came = attachments.came_since(session, services.now() - DAY)
    return came + coming <= services.limits.bytes_a_day


def drop(folder: Path, paths: Iterable[str]) -> None:
    """Delete files of the folder; one that is gone already is no fault."""
    for path in paths:
        delete(folder / path)


def _looked_at(file: FileStorage, limits: Limits) -> Upload | Refused:
    stream = file.stream
    size = _size(stream)
    name = safe_name(file.filename, FileKind("", ("",)))
    if size == 0:
        return Refused(f"«{name}» è vuoto")
    if size > limits.file_bytes:
        most = limits.file_bytes // (1024 * 1024)
        return Refused(f"«{name}» è troppo grande: al massimo {most} MB per file")
    kind = kind_of(stream, size)
    if kind is None:
        return Refused(f"«{name}» non è {TAKEN}")
    digest = hashlib.sha256()
    for chunk in _chunks(stream):
        digest.update(chunk)
    return Upload(safe_name(file.filename, kind), kind, size, digest.hexdigest(), stream)


def _size(stream: IO[bytes]) -> int:
    size = stream.seek(0, os.SEEK_END)
    stream.seek(0)
    return size


def _chunks(stream: IO[bytes]) -> Iterable[bytes]:
    stream.seek(0)
    while chunk := stream.read(_CHUNK):
        yield chunk
