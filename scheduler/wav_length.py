"""How much sound a WAV file really holds, whatever its header promises."""

import struct
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from rules.errors import TemporaryFailure

# A writer that does not know the end yet puts 0 or nearly the largest number there.
UNKNOWN_LENGTH = 0x7FFF_0000


@dataclass(frozen=True)
class Sound:
    """The sound that is there, and whether the header promised more."""

    seconds: float
    promised_more: bool


def measure(path: Path) -> Sound:
    """The sound in the file; TemporaryFailure when it is no WAV or ends before its sound."""
    size = path.stat().st_size
    with path.open("rb") as file:
        magic = file.read(12)
        if magic[:4] != b"RIFF" or magic[8:] != b"WAVE":
            raise TemporaryFailure(f"expected a RIFF/WAVE file, found {magic!r}")
        return _walk(file, size)


def _walk(file: BinaryIO, size: int) -> Sound:
    bytes_a_second = 0
    while len(head := file.read(8)) == 8:
        name, length = struct.unpack("<4sI", head)
        if name == b"data":
            return _sound(length, size - file.tell(), bytes_a_second)
        start = file.tell()
        if name == b"fmt ":
            bytes_a_second = struct.unpack("<8xI", file.read(12).ljust(12, b"\0"))[0]
        file.seek(start + length + length % 2)
    raise TemporaryFailure(f"expected sound in the file, found none in {size} bytes")


def _sound(promised: int, there: int, bytes_a_second: int) -> Sound:
    if bytes_a_second == 0:
        raise TemporaryFailure("expected the bytes of a second in the header, found 0")
    known = 0 < promised < UNKNOWN_LENGTH
    sound = min(promised, there) if known else there
    return Sound(sound / bytes_a_second, promised_more=known and promised > there)
