"""What is spoken on the line: 8 kHz, 16 bits, one channel, as Twilio keeps it.

A file may also hold it in the eight bits (µ-law) in which a telephone line carries it.
"""

from __future__ import annotations

import math
import sys
import wave
from array import array
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

RATE = 8000
WINDOW = RATE // 50  # 20 ms, the frame of a telephone line
MU_LAW = b"\x07\x00"  # the format's number in a WAV file
LOUD = 300  # peak of a window that is more than the noise of a line


class NotTelephoneAudio(ValueError):
    """A file that a telephone line cannot carry as it is."""


@dataclass(frozen=True)
class Sound:
    """A stretch of audio; one can be added to another."""

    samples: array[int]

    @property
    def seconds(self) -> float:
        return len(self.samples) / RATE

    def __add__(self, other: Sound) -> Sound:
        return Sound(self.samples + other.samples)

    def first(self, seconds: float) -> Sound:
        return Sound(self.samples[: round(seconds * RATE)])

    def trimmed(self) -> Sound:
        """Without the silence at both ends: what trim-silence keeps."""
        loud = [
            at
            for at in range(0, len(self.samples), WINDOW)
            if is_loud(self.samples[at : at + WINDOW])
        ]
        return Sound(self.samples[loud[0] : loud[-1] + WINDOW]) if loud else silence(0)

    def is_silent(self) -> bool:
        return not is_loud(self.samples)

    def write(self, path: Path) -> None:
        with wave.open(str(path), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(RATE)
            file.writeframes(little_endian(self.samples).tobytes())


def read(path: str | Path) -> Sound:
    """The sound of a WAV file; another rate, width or channel count is refused by name."""
    data = Path(path).read_bytes()
    if data[:4] == b"RIFF" and data[20:22] == MU_LAW:
        return _of_the_line(path, data)
    try:
        with wave.open(BytesIO(data), "rb") as file:
            found = (file.getframerate(), file.getsampwidth() * 8, file.getnchannels())
            frames = file.readframes(file.getnframes())
    except (wave.Error, EOFError) as error:
        raise NotTelephoneAudio(f"{path}: expected a WAV file, {error}") from error
    if found != (RATE, 16, 1):
        raise _another(path, *found)
    return Sound(little_endian(array("h", frames)))


def _of_the_line(path: str | Path, data: bytes) -> Sound:
    """A WAV file of µ-law, each of its bytes as sixteen bits."""
    import miniaudio  # noqa: PLC0415 - few files are so

    try:
        sound = miniaudio.wav_read_s16(data)
    except miniaudio.MiniaudioError as error:
        raise NotTelephoneAudio(f"{path}: expected a WAV file, {error}") from error
    if (sound.sample_rate, sound.nchannels) != (RATE, 1):
        raise _another(path, sound.sample_rate, 8, sound.nchannels)
    return Sound(array("h", sound.samples))


def _another(path: str | Path, rate: int, bits: int, channels: int) -> NotTelephoneAudio:
    return NotTelephoneAudio(
        f"{path}: expected 8000 Hz, 16 bits, 1 channel, found {rate} Hz, {bits} bits, "
        f"{channels} channels"
    )


def silence(seconds: float) -> Sound:
    return Sound(array("h", bytes(2 * round(seconds * RATE))))


def tone(seconds: float, hertz: float = 440.0) -> Sound:
    """A plain tone: something to record where the words do not matter."""
    turn = 2 * math.pi * hertz / RATE
    return Sound(
        array("h", (round(8000 * math.sin(turn * at)) for at in range(round(seconds * RATE))))
    )


def is_loud(window: array[int]) -> bool:
    return bool(window) and (max(window) > LOUD or min(window) < -LOUD)


def little_endian(samples: array[int]) -> array[int]:
    """A WAV file is little-endian whatever the machine is."""
    if sys.byteorder == "little":
        return samples
    swapped = array("h", samples)
    swapped.byteswap()
    return swapped
