"""Voices of the demonstration: the messages of its callers, spoken by Kokoro over a telephone line.

`python -m bench.speech.demo_voices` makes the files of centralino/demo/voices anew from said.json.
"""

from __future__ import annotations

import json
import random
import struct
from pathlib import Path

import numpy as np

from bench.speech.parts import kokoro
from bench.speech.voices import KOKORO_RATE, Kokoro, Samples
from transcription.examination.line import RATE, telephone

FOLDER = Path(__file__).parents[2] / "centralino" / "demo" / "voices"
NOISE_DB = 24.0  # a shop's
# Who speaks, and how fast. Two are Italians; the others have learnt it.
SPEAKERS = {
    "ferramenta.wav": ("im_nicola", 1.0),
    "libreria.wav": ("if_sara", 1.0),
    "pasticceria.wav": ("ef_dora", 1.0),
    "farmacia.wav": ("pm_alex", 1.05),
    "gelateria.wav": ("em_alex", 1.05),
    "trattoria.wav": ("if_sara", 1.1),
    "cartoleria.wav": ("im_nicola", 0.95),
    "panetteria.wav": ("ff_siwis", 1.05),
    "ripensamento.wav": ("im_nicola", 1.05),
}
MU_LAW, BIAS, CLIP = 7, 132, 32_635  # ITU-T G.711


def main() -> None:
    """Speak each message and write its file."""
    said: dict[str, str] = json.loads((FOLDER / "said.json").read_text(encoding="utf-8"))
    voices = Kokoro(kokoro())
    for name, text in said.items():
        voice, speed = SPEAKERS[name]
        spoken = voices.speak(text, voice, speed)
        heard = telephone(spoken, KOKORO_RATE, NOISE_DB, random.Random(name))
        (FOLDER / name).write_bytes(wav(heard))
        print(name, voice, f"{len(heard) / RATE:.1f} s")


def wav(samples: Samples) -> bytes:
    """A WAV file of µ-law, a byte for each sample: as a telephone line carries it."""
    data = _mu_law(samples)
    head = struct.pack("<HHIIHHH", MU_LAW, 1, RATE, RATE, 1, 8, 0)
    parts = (b"fmt ", struct.pack("<I", len(head)), head, b"data", struct.pack("<I", len(data)))
    body = b"WAVE" + b"".join(parts) + data + b"\0" * (len(data) % 2)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def _mu_law(samples: Samples) -> bytes:
    """As ITU-T G.711 codes sixteen bits in eight."""
    whole = np.clip(np.asarray(samples, np.float64) * 32_768, -CLIP, CLIP).astype(np.int32)
    loud = np.abs(whole) + BIAS
    exponent = np.floor(np.log2(loud)).astype(np.int32) - 7
    mantissa = loud >> (exponent + 3) & 0x0F
    sign = np.where(whole < 0, 0x80, 0)
    return (~(sign | exponent << 4 | mantissa) & 0xFF).astype(np.uint8).tobytes()


if __name__ == "__main__":
    main()
