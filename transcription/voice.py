"""Voice: how likely somebody speaks at each moment, by Silero's model of people's voices.

Its weights come in the package silero-vad, whose code is not imported: it would bring torch. The model
is told what comes before a moment by its own memory, so a recording is heard once, in order.
"""

from __future__ import annotations

from functools import cache
from importlib.metadata import distribution
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from transcription.audio import Audio

WEIGHTS = "silero_vad/data/silero_vad_16k_sequence.onnx"
RATE = 16_000
FRAME, BEFORE = 512, 64  # samples that are judged at once, and heard again of those before
STEP = FRAME / RATE  # seconds from one judgement to the next
AT_ONCE = 512  # frames, some 16 s: what one call takes in memory

Likely = NDArray[np.float32]


def likely(audio: Audio) -> Likely:
    """How likely it is, from 0 to 1, that somebody speaks: each `STEP` seconds one value."""
    if audio.rate != RATE:
        raise ValueError(f"expected sound of {RATE} Hz, found {audio.rate}")
    frames = _frames(np.asarray(audio.samples, np.float32))
    hidden = cell = np.zeros((1, 1, 128), np.float32)
    found = [np.zeros(0, np.float32)]
    for at in range(0, len(frames), AT_ONCE):
        given = {"input": frames[at : at + AT_ONCE], "h": hidden, "c": cell}
        heard, hidden, cell = _model().run(["speech_probs", "hn", "cn"], given)
        found.append(np.asarray(heard, np.float32).ravel())
    return np.concatenate(found)


def _frames(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    """One row a frame, each with the end of the one before; the last filled up with silence."""
    count = -(-len(samples) // FRAME)
    if not count:
        return np.zeros((0, BEFORE + FRAME), np.float32)
    padded = np.pad(samples, (BEFORE, count * FRAME - len(samples)))
    return np.ascontiguousarray(
        np.lib.stride_tricks.sliding_window_view(padded, BEFORE + FRAME)[::FRAME]
    )


@cache
def _model() -> Any:
    """The model in memory, on one core: it is quick, and others want theirs."""
    import onnxruntime  # noqa: PLC0415 - a tenth of a second, which who never reads need not spend

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    path = str(distribution("silero-vad").locate_file(WEIGHTS))
    return onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
