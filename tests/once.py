"""What the processes of one run of the tests share: a folder, and in it what is made only once."""

import fcntl
import shutil
from collections.abc import Callable
from pathlib import Path

MEMORY = Path("/dev/shm")
ENOUGH = 1 << 30  # bytes; a run leaves some hundred megabytes


def memory_disk() -> Path | None:
    """A folder that lies in memory, where there is room for the tests' files.

    SQLite waits for the disk with every commit: with none to wait for, a commit takes 3 ms and not 20.
    """
    if not MEMORY.is_dir() or shutil.disk_usage(MEMORY).free < ENOUGH:
        return None
    return MEMORY


def once(folder: Path, name: str, make: Callable[[], str]) -> str:
    """What `make` says, which the first process to come here asks and all others read."""
    with (folder / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        said = folder / f"{name}.txt"
        if not said.exists():
            said.write_text(make(), encoding="utf-8")
        return said.read_text(encoding="utf-8")
