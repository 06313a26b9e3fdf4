"""Sounds for the tests: a tone, and the sample callers' messages."""

import io
import json
import math
import struct
import wave
from pathlib import Path

import simulator

VOICES = Path(simulator.__file__).with_name("voices")
SAID: dict[str, str] = json.loads((VOICES / "said.json").read_text(encoding="utf-8"))


def a_wav(seconds: float = 6, rate: int = 8000) -> bytes:
    """A tone, as long as the message."""
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(rate)
        tone = (int(9000 * math.sin(at / 5)) for at in range(int(seconds * rate)))
        sound.writeframes(b"".join(struct.pack("<h", value) for value in tone))
    return file.getvalue()
