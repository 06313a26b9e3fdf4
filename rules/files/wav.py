"""The header of a WAV file: what it says of its sound, and how much of that is there.

One reader for whoever fetches recordings and for whoever hears them; it takes any bytes, and raises
nothing but NotWav.
"""

import struct
from dataclasses import dataclass

from rules.errors import BadInput

EXTENSIBLE = 0xFFFE  # the form stands further on, at EXTENDED_FORM
EXTENDED_FORM = 24
PLAIN = frozenset(
    {1, 3, 6, 7}
)  # PCM, float, A-law, µ-law: each sample takes as many bits as it says
# A writer that does not know the end yet puts 0 or nearly the largest number there.
UNKNOWN_LENGTH = 0x7FFF_0000


class NotWav(BadInput):
    """The bytes are no WAV file, or hold none of its sound."""


@dataclass(frozen=True)
class Format:
    """How the sound is written."""

    form: int  # 1 for PCM, and so on: the numbers of RFC 2361
    channels: int
    rate: int
    bytes_a_second: int  # never 0


@dataclass(frozen=True)
class WavHeader:
    """The sound's format, and where in the file it is."""

    format: Format
    start: int  # of the sound, in the file
    promised: int  # bytes of sound; 0 when the writer did not know
    there: int  # bytes after `start`

    @property
    def seconds(self) -> float:
        """The length of the sound that is there."""
        sound = min(self.promised, self.there) if self.promised else self.there
        return sound / self.format.bytes_a_second

    @property
    def missing_seconds(self) -> float:
        """The length of the sound that was promised and is not there."""
        return max(0, self.promised - self.there) / self.format.bytes_a_second


def read_header(data: bytes) -> WavHeader:
    """The header of a RIFF/WAVE file; NotWav when it is none, or ends before its sound."""
    if data[:4] != b"RIFF" or data[8:12] != b"WAVE":
        raise NotWav(f"expected a RIFF/WAVE file, found {data[:12]!r}")
    found, at = None, 12
    while at + 8 <= len(data):
        name, length = struct.unpack_from("<4sI", data, at)
        at += 8
        if name == b"data" and found:
            promised = length if length < UNKNOWN_LENGTH else 0
            return WavHeader(found, at, promised, len(data) - at)
        if name == b"fmt ":
            found = _format(data[at : at + length])
        at += length + length % 2
    raise NotWav(f"expected sound in the WAV file, found none in {len(data)} bytes")


def _format(chunk: bytes) -> Format:
    if len(chunk) < 16:
        raise NotWav(f"expected 16 bytes that describe the sound, found {len(chunk)}")
    form, channels, rate, bytes_a_second, block, bits = struct.unpack_from("<HHIIHH", chunk)
    if form == EXTENSIBLE and len(chunk) >= EXTENDED_FORM + 2:
        form = struct.unpack_from("<H", chunk, EXTENDED_FORM)[0]
    if form in PLAIN:
        # What a decoder goes by: a wrong number here would make hours of sound out of minutes.
        bytes_a_second = rate * (channels * bits // 8 if bits % 8 == 0 else block)
    if bytes_a_second == 0:
        raise NotWav("expected the bytes of a second in the header, found 0")
    return Format(form, channels, rate, bytes_a_second)
