"""Reads telephone audio, as Whisper wants it: one channel, 16 kHz, float32. No ffmpeg."""

from __future__ import annotations

import math
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import miniaudio
import numpy as np
from numpy.typing import NDArray
from scipy.signal import resample_poly

from rules.errors import BadInput
from rules.files.wav import Format, read_header
from transcription.mp3_frames import ends_within_a_frame, frame_length

if TYPE_CHECKING:
    from collections.abc import Callable

Samples = NDArray[np.float32]

RATE = 16_000
LONGEST_SECONDS = 3600.0
MOST_BYTES = 500_000_000
TOLERANCE_SECONDS = 0.1  # the odd bytes that some writers lose at the end
FORMS = frozenset({1, 3, 6, 7})  # of WAV files: PCM, float, A-law, µ-law
QUIET = -60.0  # dBFS: under this, nobody speaks on a telephone line


@dataclass(frozen=True, eq=False)
class Audio:
    """Sound of one channel within -1 and 1."""

    samples: Samples
    rate: int = RATE

    @property
    def seconds(self) -> float:
        return len(self.samples) / self.rate

    def between(self, start: float, end: float) -> Audio:
        """The stretch between two seconds."""
        return Audio(self.samples[round(start * self.rate) : round(end * self.rate)], self.rate)

    def paced(self, eighths: int) -> Audio:
        """The same sound at a pace of so many eighths, lower or higher: to a taught ear another voice."""
        return Audio(resampled(self.samples, self.rate * eighths // 8), self.rate)


def read_audio(
    path: Path, *, expected_seconds: float = 0.0, longest: float = LONGEST_SECONDS
) -> Audio:
    """The sound of a WAV or MP3 file.

    Raises BadInput for what is no such file, ends before its sound does (or well before
    `expected_seconds`), or is too long; OSError when the file cannot be read.
    """
    data = _read(path)
    decode = _decoder(data)
    samples, rate = decode(data, longest)
    if not np.isfinite(samples).all():
        raise BadInput("expected sound, found values that are no numbers")
    seconds = len(samples) / rate
    if seconds < expected_seconds:
        raise BadInput(f"expected {expected_seconds:.1f} s of sound, found {seconds:.1f} s")
    return Audio(resampled(samples, rate))


def level(audio: Audio) -> float:
    """The loudness in dBFS, of the loudest tenth of a second."""
    width = audio.rate // 10
    whole = len(audio.samples) // width * width
    if not whole:
        return _decibel(audio.samples)
    return max(_decibel(window) for window in audio.samples[:whole].reshape(-1, width))


def is_silent(audio: Audio) -> bool:
    """Whether there is nothing to hear, of whatever kind."""
    return level(audio) < QUIET


def resampled(samples: Samples, rate: int) -> Samples:
    """The same sound at 16 kHz."""
    if rate == RATE:
        return samples
    shared = math.gcd(RATE, rate)
    # 8 kHz becomes resample_poly(samples, 2, 1), exactly as the demo model was taught with.
    return np.asarray(resample_poly(samples, RATE // shared, rate // shared), np.float32)


def _decibel(samples: Samples) -> float:
    power = float(np.mean(np.square(samples, dtype=np.float64))) if len(samples) else 0.0
    return 10 * math.log10(max(power, 1e-12))


def _read(path: Path) -> bytes:
    size = path.stat().st_size
    if size > MOST_BYTES:
        raise BadInput(f"expected at most {MOST_BYTES // 1_000_000} MB, found {size} bytes")
    return path.read_bytes()


def _decoder(data: bytes) -> Callable[[bytes, float], tuple[Samples, int]]:
    # The format is told by us from the first bytes, and never guessed by a decoder of everything.
    if data[:4] == b"RIFF" and data[8:12] == b"WAVE":
        return _decode_wav
    if data[:3] == b"ID3" or frame_length(data[:4]):
        return _decode_mp3
    begins = "".join(chr(byte) if 32 <= byte < 127 else "." for byte in data[:12])
    found = f'one that begins with "{begins}"' if data else "an empty file"
    raise BadInput(f"expected a WAV or MP3 file, found {found}")


def _decode_wav(data: bytes, longest: float) -> tuple[Samples, int]:
    header = read_header(data)
    _check_format(header.format)
    if header.missing_seconds > TOLERANCE_SECONDS:
        whole = header.seconds + header.missing_seconds
        raise BadInput(f"the file ends after {header.seconds:.1f} s of {whole:.1f} s of sound")
    _check_length(header.seconds, longest)
    if header.promised == 0:  # not known when it was written: all that follows is sound
        length = struct.pack("<I", header.there)
        data = data[: header.start - 4] + length + data[header.start :]
    if header.there == 0:
        return np.zeros(0, np.float32), header.format.rate
    return _decoded(miniaudio.wav_read_f32, data)


def _check_format(sound: Format) -> None:
    """Refuse what our decoder does not know, or what cannot be a telephone's."""
    if sound.form not in FORMS:
        raise BadInput(f"expected PCM, float, A-law or µ-law, found WAV format {sound.form}")
    known_rate = 4000 <= sound.rate <= 192_000 and sound.bytes_a_second >= sound.rate
    if not (1 <= sound.channels <= 8 and known_rate):
        found = f"{sound.channels} channels of {sound.rate} Hz"
        found += f", {sound.bytes_a_second} bytes a second"
        raise BadInput(f"expected 1 to 8 channels of 4000 to 192000 Hz, found {found}")


def _decode_mp3(data: bytes, longest: float) -> tuple[Samples, int]:
    try:
        info = miniaudio.mp3_get_info(data)
    except (miniaudio.MiniaudioError, ZeroDivisionError) as error:
        raise BadInput(f"expected an MP3 file, found no sound in it: {error}") from error
    if ends_within_a_frame(data):
        raise BadInput(
            f"the file breaks off in the midst of its sound, after {info.duration:.1f} s"
        )
    _check_length(info.duration, longest)
    return _decoded(miniaudio.mp3_read_f32, data)


def _check_length(seconds: float, longest: float) -> None:
    if seconds > longest:
        raise BadInput(f"expected at most {longest:.0f} s of sound, found {seconds:.0f} s")


def _decoded(
    decode: Callable[[bytes], miniaudio.DecodedSoundFile], data: bytes
) -> tuple[Samples, int]:
    try:
        sound = decode(data)
    except miniaudio.MiniaudioError as error:
        raise BadInput(f"expected sound, found what cannot be decoded: {error}") from error
    channels = np.asarray(sound.samples, np.float32).reshape(-1, sound.nchannels)
    return np.ascontiguousarray(channels.mean(axis=1, dtype=np.float32)), sound.sample_rate
