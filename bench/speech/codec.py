"""Codecs of the way to us: what a sound is once a telephone line, or a mobile, has carried it."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import numpy as np

from transcription.examination.line import RATE, mu_law

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from transcription.examination.line import Samples

_RAW = ("-t", "raw", "-r", str(RATE), "-e", "signed", "-b", "16", "-c", "1", "-")
_GSM = ("-t", "gsm", "-r", str(RATE), "-c", "1", "-")


def gsm(samples: NDArray[np.float64] | Samples) -> Samples:
    """As GSM 06.10 codes it in 13 kbit/s, by sox; raises OSError where there is no sox."""
    whole = (np.clip(samples, -1, 1) * 32_767).astype("<i2").tobytes()
    coded = _sox(whole, *_RAW, *_GSM)
    return (np.frombuffer(_sox(coded, *_GSM, *_RAW), "<i2") / 32_768).astype(np.float32)


def _sox(data: bytes, *words: str) -> bytes:
    command = ["sox", *words]
    return subprocess.run(command, input=data, capture_output=True, check=True).stdout  # noqa: S603


def straight(samples: Samples) -> Samples:
    """As the line of the examination already coded it."""
    return samples


CODECS: dict[str, Callable[[Samples], Samples]] = {
    "µ-law": straight,
    "GSM": lambda samples: mu_law(np.asarray(gsm(samples), np.float64)),
}
