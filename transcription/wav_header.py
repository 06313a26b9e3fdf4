"""What a WAV file says of itself, and whether it holds what it says."""

import struct
from dataclasses import dataclass

from rules.errors import BadInput

PCM, FLOAT, A_LAW, MU_LAW, EXTENSIBLE = 1, 3, 6, 7, 0xFFFE
KNOWN = {PCM: "PCM", FLOAT: "float", A_LAW: "A-law", MU_LAW: "µ-law"}
# A writer that does not know the end yet puts 0 or nearly the largest number there.
UNKNOWN_LENGTH = 0x7FFF_0000


@dataclass(frozen=True)
class WavHeader:
    """The sound's form, and where in the file it is."""

    form: int
    rate: int
    bytes_a_second: int
    start: int  # of the sound, in the file
    promised: int  # bytes of sound; 0 when the writer did not know
    there: int  # bytes after `start`

    @property
    def seconds(self) -> float:
        """The length of the sound that is there."""
        return self._sound / self.bytes_a_second

    @property
    def missing_seconds(self) -> float:
        """The length of the sound that was promised and is not there."""
        return max(0, self.promised - self.there) / self.bytes_a_second

    @property
    def _sound(self) -> int:
        return min(self.promised, self.there) if self.promised else self.there


def read_header(data: bytes) -> WavHeader:
    """The header of a RIFF/WAVE file; BadInput when it is none, or of a kind that we cannot hear."""
    form = rate = bytes_a_second = 0
    at = 12
    while at + 8 <= len(data):
        name, length = struct.unpack_from("<4sI", data, at)
        at += 8
        if name == b"data" and bytes_a_second:
            promised = length if length < UNKNOWN_LENGTH else 0
            return WavHeader(form, rate, bytes_a_second, at, promised, len(data) - at)
        if name == b"fmt ":
            form, rate, bytes_a_second = _read_format(data[at : at + length])
        at += length + length % 2
    raise BadInput(f"expected sound in the WAV file, found none in {len(data)} bytes")


def _read_format(chunk: bytes) -> tuple[int, int, int]:
    if len(chunk) < 16:
        raise BadInput(f"expected 16 bytes that describe the sound, found {len(chunk)}")
    form, channels, rate, bytes_a_second, _, _ = struct.unpack_from("<HHIIHH", chunk)
    if form == EXTENSIBLE and len(chunk) >= 26:
        form = struct.unpack_from("<H", chunk, 24)[0]
    if form not in KNOWN:
        raise BadInput(f"expected PCM, float, A-law or µ-law, found WAV format {form}")
    if not (1 <= channels <= 8 and 4000 <= rate <= 192_000 and bytes_a_second >= rate):
        found = f"{channels} channels of {rate} Hz, {bytes_a_second} bytes a second"
        raise BadInput(f"expected 1 to 8 channels of 4000 to 192000 Hz, found {found}")
    return form, rate, bytes_a_second
