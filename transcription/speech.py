"""Voice activity detection: where somebody speaks, by loudness above the noise and by the voice in it.

Nothing is learnt here. It errs on the side of speech: what it lets through, Whisper hears and judges
as well, but what it holds back nobody would read.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from transcription.audio import Audio

Values = NDArray[np.float64]
Marks = NDArray[np.bool_]

HOP = 0.01  # seconds from one frame to the next
FRAME = 0.032
BAND = (200.0, 3400.0)  # Hz: without rumble and mains hum, no more than a telephone carries
PITCH = (70.0, 420.0)  # Hz: from a deep voice to a child's
FAINTEST = -60.0  # dBFS of a frame within the band
ABOVE_NOISE = 6.0  # dB by which speech stands out
PERIODIC = 0.5  # correlation of a frame with itself a pitch period later
TONAL = 0.75  # share of the power in two peaks: dialling, ringing and busy tones
SHORTEST_VOICE = 0.15  # seconds of voice in all; a "sì" has as much


@dataclass(frozen=True)
class Span:
    """A stretch of time in seconds."""

    start: float
    end: float

    @property
    def seconds(self) -> float:
        return self.end - self.start

    def overlaps(self, start: float, end: float) -> bool:
        return start < self.end and end > self.start


@dataclass(frozen=True, eq=False)
class Activity:
    """What each frame of a recording holds; all three are of one length."""

    loudness: Values  # dBFS within the band
    loud: Marks  # above the line's noise
    voiced: Marks  # loud, periodic, and no tone

    @property
    def voice_seconds(self) -> float:
        return float(self.voiced.sum()) * HOP

    @property
    def has_speech(self) -> bool:
        return self.voice_seconds >= SHORTEST_VOICE


def activity(audio: Audio) -> Activity:
    """What can be heard in the audio, frame by frame."""
    width, hop = round(FRAME * audio.rate), round(HOP * audio.rate)
    samples = np.pad(audio.samples, (width // 2, width))
    frames = np.lib.stride_tricks.sliding_window_view(samples, width)[::hop]
    frames = frames[: -(-len(audio.samples) // hop)]
    blocks = [_measure(frames[at : at + 1000], audio.rate) for at in range(0, len(frames), 1000)]
    loudness, periodic, tonal = (
        np.concatenate([np.zeros(0), *(block[part] for block in blocks)]) for part in range(3)
    )
    loud = loudness > max(_noise(loudness) + ABOVE_NOISE, FAINTEST)
    return Activity(loudness, loud, loud & (periodic > PERIODIC) & (tonal < TONAL))


def _measure(frames: NDArray[np.float32], rate: int) -> tuple[Values, Values, Values]:
    """Loudness, periodicity and the share of the two strongest peaks of each frame."""
    width = frames.shape[1]
    spectrum = np.abs(np.fft.rfft(frames * np.hanning(width), 2 * width)) ** 2
    frequency = np.fft.rfftfreq(2 * width, 1 / rate)
    power = np.where((frequency >= BAND[0]) & (frequency <= BAND[1]), spectrum, 0.0)
    total = power.sum(axis=1)
    # of a Hann window half of the power's mean: 3/8, over both halves of the spectrum
    loudness = 10 * np.log10(np.maximum(total / width**2 / (3 / 8), 1e-12))
    return loudness, _periodicity(power, rate, width), _tonality(power, total)


def _periodicity(power: Values, rate: int, width: int) -> Values:
    """The highest correlation with itself at the distance of a voice's pitch, from 0 to 1."""
    own = np.fft.irfft(power)[:, :width]
    window = np.fft.irfft(np.abs(np.fft.rfft(np.hanning(width), 2 * width)) ** 2)[:width]
    shortest, longest = (round(rate / pitch) for pitch in reversed(PITCH))
    peak = (own[:, shortest : longest + 1] / (window / window[0])[shortest : longest + 1]).max(1)
    return np.asarray(peak / np.maximum(own[:, 0], 1e-12), np.float64)


def _tonality(power: Values, total: Values) -> Values:
    """The share of the power that lies in the two strongest peaks."""
    left, share = power.copy(), np.zeros(len(power))
    rows = np.arange(len(power))
    for _ in range(2):
        peak = left.argmax(axis=1)
        for near in range(-4, 5):  # a tone's width under this window, with zeros between
            at = np.clip(peak + near, 0, power.shape[1] - 1)
            share += left[rows, at]
            left[rows, at] = 0.0
    return np.asarray(share / np.maximum(total, 1e-12), np.float64)


def _noise(loudness: Values) -> float:
    """How loud the line is when nobody speaks: the loudness of the quietest tenth."""
    heard = loudness[loudness > -100]  # digital silence tells nothing of the line
    return float(np.percentile(heard, 10)) if len(heard) else FAINTEST
