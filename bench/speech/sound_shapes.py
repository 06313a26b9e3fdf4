"""Sound shapes: noise, bursts and tones at the line's rate, of which the sounds of a line are made."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy.signal import butter, sosfilt

from transcription.examination.line import RATE

if TYPE_CHECKING:
    from collections.abc import Callable

Values = NDArray[np.float64]
Pick = np.random.Generator

SCALE = (0, 2, 4, 5, 7, 9, 11, 12)


def amplitude(decibel: float) -> float:
    return float(10 ** (decibel / 20))


def peak(sound: Values) -> Values:
    return sound / (np.abs(sound).max() + 1e-9)


def loud(pick: Pick) -> float:
    return amplitude(pick.uniform(-30, -3))


def times(count: int) -> Values:
    return np.arange(count) / RATE


def coloured(pick: Pick, count: int, low: float, high: float) -> Values:
    """Noise between two frequencies, its peak at one."""
    band = butter(2, (low, min(high, RATE / 2 - 100)), "bandpass", fs=RATE, output="sos")
    return peak(np.asarray(sosfilt(band, pick.standard_normal(count))))


def scattered(
    pick: Pick, count: int, gap: tuple[float, float], one: Callable[[], Values]
) -> Values:
    """A sound again and again, after so many seconds."""
    whole, at = np.zeros(count), int(pick.uniform(0, 1) * RATE)
    while at < count:
        part = one()[: count - at]
        whole[at : at + len(part)] += part
        at += len(part) + int(pick.uniform(*gap) * RATE)
    return whole


def faded(sound: Values, rise: float, fall: float) -> Values:
    """Rises within so many seconds, and falls away by the second number."""
    seconds = times(len(sound))
    return sound * np.minimum(1, seconds / rise) * np.exp(-seconds / fall)
