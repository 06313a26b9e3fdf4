"""Padding: how much of the silence behind a piece Whisper has to hear.

Whisper learnt from thirty seconds at a time, and its libraries pad whatever is shorter with zeros; the
encoder then works three times as long on a message of ten seconds as on what was said in it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

FRAMES_A_SECOND = 100
# With less the model does not believe that the message is over, and goes on by itself (with one second a
# message in five ended in a loop); with more the words are the same (docs/performance.md).
PADDING = 3.0


def frames_heard(sounds: NDArray[np.bool_], padding: float = PADDING) -> int:
    """How many frames are worth hearing, `sounds` telling of each whether it is anything but zero.

    An even number where there are so many: the encoder takes two at a time.
    """
    places = np.flatnonzero(sounds)
    last = int(places[-1]) + 1 if len(places) else 0
    wanted = last + round(padding * FRAMES_A_SECOND)
    return min(len(sounds), wanted + wanted % 2)
