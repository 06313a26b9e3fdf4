"""Atomic write: a file is there whole or not at all, and only its owner reads it."""

import os
import tempfile
from pathlib import Path

from rules.errors import PermanentFailure


def replace_file(path: Path, data: bytes) -> None:
    """Put the data in the place of whatever the file holds; raises PermanentFailure."""
    try:
        if path.exists() and not path.is_file():  # a pipe or a device cannot be replaced
            path.write_bytes(data)
            return
        number, written = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(number, "wb") as file:
                file.write(data)
            Path(written).replace(path)
        except OSError:
            Path(written).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise PermanentFailure(f"{path}: cannot be written: {error.strerror}") from error
