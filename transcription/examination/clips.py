"""Clips of an examination: what was said in each, or that nothing was."""

from __future__ import annotations

import json
import random
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np
from scipy.signal import resample_poly

from rules.errors import BadInput
from transcription.audio import RATE, Audio, read_audio, resampled
from transcription.examination.line import RATE as LINE_RATE
from transcription.examination.line import telephone
from transcription.examination.people import PEOPLE_RATE, at_hand, digits

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

SAID = "said.json"  # beside the sounds of a folder: what is said in each
# As shops, mobiles and offices have them. Nobody is called here who was not made up.
NUMBERS = (
    *(
        "045 801 23 47",
        "347 512 88 06",
        "045 6103 416",
        "338 0561942",
        "0444 837 484",
        "02 8621 7743",
    ),
    *(
        "045 5597971",
        "392 490 26 73",
        "045 597 01 83",
        "328 4457091",
        "0442 37 65 12",
        "349 6281147",
    ),
)
LOUD, FAINT = 0.1, 0.01


class Kind(StrEnum):
    """What a clip is for."""

    SENTENCE = "sentence"
    NUMBER = "number"  # dictated and nothing else
    NOTHING = "nothing"  # nobody speaks


@dataclass(frozen=True, eq=False)
class Clip:
    """A sound, and what was said in it; whose voice, and how far below it the noise is."""

    name: str
    kind: Kind
    audio: Audio
    said: str = ""
    voice: str = ""
    noise_db: float | None = None


def sentences(folder: Path, noises: Sequence[float | None] = (None,)) -> Iterator[Clip]:
    """The sounds of a folder with their words, as they are and with noise of so many dB below.

    Raises BadInput for a folder without the file of words, or a sound that cannot be read.
    """
    try:
        said = json.loads((folder / SAID).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BadInput(f"{folder / SAID}: expected words by name of file, found {error}") from error
    for noise in noises:
        for name, text in said.items():
            audio = read_audio(folder / name)
            yield Clip(
                f"{name} {_noise(noise)}".strip(),
                Kind.SENTENCE,
                audio if noise is None else _with_noise(audio, noise, name),
                text,
                noise_db=noise,
            )


def numbers(count: int, noise_db: float = 25.0) -> Iterator[Clip]:
    """Numbers as people recorded their digits; none where their packages are not installed."""
    people = at_hand()
    for at, number in enumerate(NUMBERS[:count] if people else ()):
        person = people[at % len(people)]
        heard = telephone(digits(number, person), PEOPLE_RATE, noise_db, random.Random(number))
        yield Clip(f"{number} ({person})", Kind.NUMBER, on_line(heard), number, person, noise_db)


def nothing() -> Iterator[Clip]:
    """Lines on which nobody speaks: silence, hiss, hum, and the tones of a telephone."""
    seconds = np.arange(6 * LINE_RATE) / LINE_RATE
    source = np.random.default_rng(7)
    hiss = source.standard_normal(len(seconds))
    hum = np.sin(2 * np.pi * 50 * seconds) + 0.5 * np.sin(2 * np.pi * 150 * seconds)
    ringing = np.sin(2 * np.pi * 425 * seconds) * (seconds % 5 < 1)
    key = np.sin(2 * np.pi * 770 * seconds) + np.sin(2 * np.pi * 1336 * seconds)
    clicks = np.zeros(len(seconds))
    clicks[:: LINE_RATE // 2] = 1.0
    for name, sound in (
        *(("silence", np.zeros(len(seconds))), ("faint hiss", FAINT * hiss), ("hiss", LOUD * hiss)),
        *(("hum", LOUD * hum), ("hum and hiss", LOUD * (hum + hiss)), ("ringing", LOUD * ringing)),
        *(("a key held", LOUD * key), ("clicks", LOUD * clicks + FAINT * hiss)),
    ):
        yield Clip(name, Kind.NOTHING, on_line(sound.astype(np.float32)))


def on_line(heard: NDArray[np.float32]) -> Audio:
    """What a line carries, as Whisper wants it."""
    return Audio(resampled(heard, LINE_RATE))


def _noise(noise: float | None) -> str:
    return "" if noise is None else f"{noise:.0f} dB"


def _with_noise(audio: Audio, noise: float, name: str) -> Audio:
    at_line = np.asarray(resample_poly(audio.samples, LINE_RATE, RATE), np.float32)
    return on_line(telephone(at_line, LINE_RATE, noise, random.Random(f"{name} {noise}")))
