"""Recording files: where callers' messages lie, a folder of this machine's or one that all machines share.

What is shared and no folder is reached through fsspec, by an address such as s3://BUCKET/FOLDER. A file is
known by its last name alone, wherever its row says that it lay; it is there whole or not at all.
"""

import errno
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import Any

from store import private_files

# Callers wait while their message is played back to them, and so do the threads that answer them.
_OPTIONS: dict[str, dict[str, Any]] = {
    "s3": {
        "config_kwargs": {"connect_timeout": 3, "read_timeout": 10, "retries": {"max_attempts": 2}}
    }
}


@dataclass(frozen=True)
class Bucket:
    """A folder behind an address, of whatever kind fsspec knows; who may enter, its environment says."""

    url: str
    _by_process: dict[int, tuple[Any, str]] = field(default_factory=dict, compare=False, repr=False)

    def __truediv__(self, name: str) -> "BucketFile":
        return BucketFile(self, PurePosixPath(name).name)

    def __str__(self) -> str:
        return self.url

    @property
    def _opened(self) -> tuple[Any, str]:
        """What speaks to it, and the folder as that names it; of a process's own, as it lives by threads."""
        mine = self._by_process.get(os.getpid())
        if mine is None:
            import fsspec  # noqa: PLC0415 - what a folder of this machine's does not need

            protocol = self.url.partition("://")[0]
            # Other machines write there too: what was listed a moment ago may be so no longer.
            options = {"use_listings_cache": False, "skip_instance_cache": True}
            options |= _OPTIONS.get(protocol, {})
            files, folder = fsspec.core.url_to_fs(self.url.rstrip("/"), **options)
            mine = self._by_process.setdefault(os.getpid(), (files, str(folder)))
        return mine

    @property
    def files(self) -> Any:
        return self._opened[0]

    @property
    def folder(self) -> str:
        return self._opened[1]

    def iterdir(self) -> Iterator["BucketFile"]:
        """What lies in it; nothing where it was never written to."""
        with _as_os_error():
            try:
                names = self.files.ls(self.folder, detail=False, refresh=True)
            except FileNotFoundError:
                names = []
        yield from (self / str(name) for name in names)

    def check(self) -> str | None:
        """Why nothing can be written there; None where it can."""
        try:
            probe = self / ".centralino"
            probe.write_bytes(b"")
            probe.unlink()
        except (OSError, ImportError, ValueError) as error:
            return f"{self.url}: {error}"
        return None


@dataclass(frozen=True)
class BucketFile:
    """One file of it."""

    bucket: Bucket
    name: str

    def __str__(self) -> str:
        return f"{self.bucket.url.rstrip('/')}/{self.name}"

    @property
    def _path(self) -> str:
        return f"{self.bucket.folder}/{self.name}"

    def is_file(self) -> bool:
        with _as_os_error():
            return bool(self.bucket.files.isfile(self._path))

    def exists(self) -> bool:
        return self.is_file()

    def is_symlink(self) -> bool:
        return False

    def read_bytes(self) -> bytes:
        with _as_os_error():
            return bytes(self.bucket.files.cat_file(self._path))

    def write_bytes(self, data: bytes) -> None:
        with _as_os_error():
            self.bucket.files.pipe_file(self._path, data)

    def unlink(self, missing_ok: bool = False) -> None:
        with _as_os_error():
            try:
                self.bucket.files.rm_file(self._path)
            except FileNotFoundError:
                if not missing_ok:
                    raise

    def written_at(self) -> datetime:
        with _as_os_error():
            found: datetime = self.bucket.files.modified(self._path)
        return found if found.tzinfo else found.replace(tzinfo=UTC)


Place = Path | Bucket
File = Path | BucketFile


def place_of(address: str) -> Place:
    """The place that is configured: an address, or the path of a folder."""
    return Bucket(address) if "://" in address else Path(address)


def found(place: Place, path: str | None) -> File | None:
    """The file that a row names; None where it is not there, or lies elsewhere."""
    if path is None:
        return None
    if isinstance(place, Bucket):
        file = place / path
        return file if file.is_file() else None
    folder = place.resolve()
    there = (folder / path).resolve()
    return there if there.is_relative_to(folder) and there.is_file() else None


def served(file: File) -> Path | BytesIO:
    """The file as Flask hands it out."""
    return file if isinstance(file, Path) else BytesIO(file.read_bytes())


@contextmanager
def local(place: Place, path: str) -> Iterator[Path]:
    """The file on this machine, for whoever can read no other; FileNotFoundError where it is not there."""
    if isinstance(place, Path):
        yield place / path
        return
    with tempfile.TemporaryDirectory(prefix="centralino-") as folder:  # its owner's alone
        copy = Path(folder) / PurePosixPath(path).name
        private_files.make_file(copy)
        copy.write_bytes((place / path).read_bytes())
        yield copy


@contextmanager
def part(place: Place, name: str) -> Iterator[Path]:
    """An empty file, ours alone, to be filled and then kept under the name; it is gone in the end."""
    beside = place if isinstance(place, Path) else None
    if beside is not None:
        private_files.make_folder(beside)
    handle, path = tempfile.mkstemp(dir=beside, prefix=f".{name}.", suffix=".part")
    os.close(handle)
    try:
        yield Path(path)
    finally:
        Path(path).unlink(missing_ok=True)


def keep(place: Place, whole: Path, name: str) -> File:
    """Put the file there under its name, to last; it is seen whole or not at all."""
    if isinstance(place, Bucket):
        kept = place / name
        kept.write_bytes(whole.read_bytes())  # one request: an object that is not whole is none
        return kept
    with whole.open("rb") as file:
        os.fsync(file.fileno())
    whole.replace(place / name)
    _sync_folder(place)
    return place / name


def written_at(file: File) -> datetime:
    """When it was written; FileNotFoundError where it is gone."""
    if isinstance(file, Path):
        return datetime.fromtimestamp(file.stat().st_mtime, UTC)
    return file.written_at()


def _sync_folder(folder: Path) -> None:
    """Make the new name itself last: after a power cut the file would else be gone."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _as_os_error() -> Iterator[None]:
    """Whatever a kind of storage raises becomes what a disk would raise: callers know no other."""
    try:
        yield
    except (OSError, ImportError):
        raise
    except Exception as error:
        raise OSError(errno.EIO, f"{type(error).__name__}: {error}") from error
