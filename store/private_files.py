"""Private files: what tells of people is made for the service's user alone, whatever the umask says."""

import os
from contextlib import suppress
from pathlib import Path

FILE, FOLDER, LOG = 0o600, 0o700, 0o640  # a group may read the log, as collectors of logs do
_OTHERS = 0o007


def make_folder(folder: Path) -> None:
    """Make the folder, and those above it that are missing; one that is there stays as it is."""
    missing = [one for one in (folder, *folder.parents) if not one.exists()]
    for one in reversed(missing):
        one.mkdir(mode=FOLDER, exist_ok=True)


def make_file(file: Path, mode: int = FILE) -> None:
    """Make an empty file, unless it is there; one that others may read or write is closed to them."""
    with suppress(FileExistsError):
        os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, mode))
        return
    close_to_others(file)


def close_to_others(file: Path) -> None:
    """Take from a file what everybody may do with it, where it is ours; its group keeps what it may."""
    with suppress(OSError):
        mode = file.stat().st_mode & 0o777
        if mode & _OTHERS:
            file.chmod(mode & ~_OTHERS)
