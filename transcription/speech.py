"""Voice activity detection: where somebody speaks, and how loud everything is.

Who speaks is told by a model of people's voices (`transcription.voice`); how loud it is, by the power
within the telephone's band. A voice so faint is somebody across the room, or a television: not whoever
holds the telephone. What is held back here nobody reads, so it errs on the side of speech.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from transcription import voice

if TYPE_CHECKING:
    from transcription.audio import Audio

Values = NDArray[np.float64]
Marks = NDArray[np.bool_]

HOP = 0.01  # seconds from one frame to the next
FRAME = 0.032
BAND = (200.0, 3400.0)  # Hz: without rumble and mains hum, no more than a telephone carries
FAINTEST = -60.0  # dBFS of a frame within the band
ABOVE_NOISE = 6.0  # dB by which speech stands out
LIKELY = 0.5  # from here on somebody speaks
PERHAPS = 0.3  # from here on somebody may: worth reading beside what is surely said
SURELY = 0.8  # from here on hardly any music or animal is taken for a voice
SHORTEST_VOICE = 0.2  # seconds of voice in all: a "sì" has as much
# Music, dogs and horns are taken for a voice now and then, for a small part of what sounds: of 919 short
# messages voice was half of it and more, of 900 clips of such sounds no more than a third.
MOSTLY_VOICE = 0.35  # of the seconds that sound
LONG_VOICE = 0.55  # seconds of what is surely a voice: speech, whatever sounds beside it
# dBFS: networks deliver whoever holds the telephone at -15 to -35.
FARTHEST = -40.0


@dataclass(frozen=True)
class Span:
    """A stretch of time in seconds."""

    start: float
    end: float

    @property
    def seconds(self) -> float:
        return self.end - self.start


@dataclass(frozen=True, eq=False)
class Activity:
    """What each frame of a recording holds; all three are of one length."""

    loudness: Values  # dBFS within the band
    loud: Marks  # above the line's noise
    likely: Values  # that somebody speaks, from 0 to 1

    @property
    def voiced(self) -> Marks:
        return self.likely >= LIKELY

    @property
    def voice_seconds(self) -> float:
        return float(self.voiced.sum()) * HOP

    @property
    def voice_loudness(self) -> float:
        """How loud the voice is, in dBFS, without its faint half."""
        heard = self.loudness[self.voiced]
        return float(np.percentile(heard, 80)) if len(heard) else -np.inf

    @property
    def is_far(self) -> bool:
        """Whether there is a voice, too faint for somebody at the telephone."""
        return self.voice_seconds >= SHORTEST_VOICE and self.voice_loudness < FARTHEST

    @property
    def has_speech(self) -> bool:
        """Whether somebody speaks to us at all."""
        if self.voice_seconds < SHORTEST_VOICE or self.is_far:
            return False
        sure = float((self.likely >= SURELY).sum()) * HOP
        return sure >= LONG_VOICE or self.voice_seconds >= MOSTLY_VOICE * self.loud.sum() * HOP

    def has_voice(self, start: float, end: float, from_: float = LIKELY) -> bool:
        """Whether anybody speaks at any moment between two seconds."""
        part = self.likely[max(0, round(start / HOP)) : max(0, round(end / HOP))]
        return bool(len(part)) and bool(part.max() >= from_)


def activity(audio: Audio) -> Activity:
    """What can be heard in the audio, frame by frame."""
    width, hop = round(FRAME * audio.rate), round(HOP * audio.rate)
    samples = np.pad(audio.samples, (width // 2, width))
    frames = np.lib.stride_tricks.sliding_window_view(samples, width)[::hop]
    frames = frames[: -(-len(audio.samples) // hop)]
    blocks = [_loudness(frames[at : at + 1000], audio.rate) for at in range(0, len(frames), 1000)]
    loudness = np.concatenate([np.zeros(0), *blocks])
    loud = loudness > max(_noise(loudness) + ABOVE_NOISE, FAINTEST)
    return Activity(loudness, loud, _by_frame(voice.likely(audio), len(loudness)))


def _loudness(frames: NDArray[np.float32], rate: int) -> Values:
    width = frames.shape[1]
    spectrum = np.abs(np.fft.rfft(frames * np.hanning(width))) ** 2
    frequency = np.fft.rfftfreq(width, 1 / rate)
    within = (frequency >= BAND[0]) & (frequency <= BAND[1])
    power = spectrum[:, within].sum(axis=1) * 2
    # of a Hann window half of the power's mean: 3/8, over both halves of the spectrum
    return np.asarray(10 * np.log10(np.maximum(power / width**2 / (3 / 8), 1e-12)), np.float64)


def _by_frame(likely: voice.Likely, count: int) -> Values:
    """What was judged each `voice.STEP` seconds, each `HOP`."""
    if not len(likely):
        return np.zeros(count)
    at = (np.arange(count) * (HOP / voice.STEP)).astype(int)
    return np.asarray(likely[np.minimum(at, len(likely) - 1)], np.float64)


def _noise(loudness: Values) -> float:
    """How loud the line is when nobody speaks: the loudness of the quietest tenth."""
    heard = loudness[loudness > -100]  # digital silence tells nothing of the line
    return float(np.percentile(heard, 10)) if len(heard) else FAINTEST
