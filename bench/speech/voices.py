"""Natural voices: Kokoro-82M speaks Italian. Beside it people's digits (`transcription.examination.people`).

Kokoro's model, its list of signs and its voices come in packages (see `bench.speech.parts`); its
sounds are those of espeak-ng, with one sign for each affricate (hexgrad/misaki, `espeak.py`).
"""

from __future__ import annotations

import ctypes
import ctypes.util
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from rules.errors import BadInput
from transcription.examination.people import PEOPLE, PEOPLE_RATE, digits

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["KOKORO_RATE", "PEOPLE", "PEOPLE_RATE", "Espeak", "Kokoro", "Samples", "digits"]

KOKORO_RATE = 24_000
_UTF8, _IPA, _TIE = 1, 0x02, 0x80
_SYNCHRONOUS = 1
_SIGNS = {
    **{"d^z": "ʣ", "d^ʒ": "ʤ", "t^s": "ʦ", "t^ʃ": "ʧ", "s^s": "S"},
    **{"a^ɪ": "I", "a^ʊ": "W", "e^ɪ": "A", "o^ʊ": "O", "ɔ^ɪ": "Y", "ə^ʊ": "Q"},
}
_CLAUSE = re.compile(r"[^,.;:!?]+|[,.;:!?]+")
_LONGEST = 500  # signs that Kokoro takes at once

Samples = NDArray[np.float32]


class Kokoro:
    """The model in memory; speaks one text at a time."""

    def __init__(self, folder: Path, threads: int = 1) -> None:
        import onnxruntime  # noqa: PLC0415 - only who speaks needs it

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        self._session = onnxruntime.InferenceSession(
            str(folder / "kokoro.onnx"), options, providers=["CPUExecutionProvider"]
        )
        self._signs = json.loads((folder / "vocab.json").read_text(encoding="utf-8"))["vocab"]
        self._voices = {
            path.stem: np.fromfile(path, np.float32).reshape(-1, 256)
            for path in (folder / "voices").glob("*.bin")
        }
        self._sounds = Espeak()

    @property
    def voices(self) -> tuple[str, ...]:
        """The names of the voices, such as `if_sara`."""
        return tuple(sorted(self._voices))

    def speak(self, text: str, voice: str, speed: float = 1.0, language: str = "it") -> Samples:
        """Samples from -1 to 1 at `KOKORO_RATE`; raises KeyError for a voice that is not there."""
        style = self._voices[voice]
        spoken = [
            self._spoken(signs, style, speed) for signs in self._clauses(text, language) if signs
        ]
        return np.concatenate(spoken) if spoken else np.zeros(0, np.float32)

    def _clauses(self, text: str, language: str) -> Iterable[list[int]]:
        """Sentences as signs, each short enough."""
        for sentence in re.split(r"(?<=[.!?])\s+", text):
            sounds = "".join(
                part if part[0] in ",.;:!?" else self._sounds.of(part, language)
                for part in _CLAUSE.findall(sentence)
            )
            yield [self._signs[sign] for sign in sounds if sign in self._signs][:_LONGEST]

    def _spoken(self, signs: list[int], style: Samples, speed: float) -> Samples:
        (samples, *_) = self._session.run(
            None,
            {
                "tokens": np.array([[0, *signs, 0]], np.int64),
                "style": style[min(len(signs), len(style)) - 1].reshape(1, 256),
                "speed": np.array([speed], np.float32),
            },
        )
        return np.asarray(samples, np.float32).ravel()


class Espeak:
    """espeak-ng's library, asked for the sounds of a text."""

    def __init__(self) -> None:
        path = ctypes.util.find_library("espeak-ng")
        if path is None:
            raise FileNotFoundError("espeak-ng's library: install libespeak-ng1 and espeak-ng-data")
        self._library = ctypes.CDLL(path)
        self._library.espeak_Initialize(_SYNCHRONOUS, 0, None, 0)
        self._library.espeak_TextToPhonemes.restype = ctypes.c_char_p
        self._language = ""

    def of(self, text: str, language: str) -> str:
        """The sounds of a text; raises BadInput for a language that espeak-ng does not speak."""
        if language != self._language:
            self._take(language)
        left = ctypes.c_char_p(text.encode())
        mode = _IPA | _TIE | ord("^") << 8
        found = []
        while left.value:
            found.append(
                self._library.espeak_TextToPhonemes(ctypes.byref(left), _UTF8, mode).decode()
            )
        sounds = " ".join(found)
        for theirs, ours in _SIGNS.items():
            sounds = sounds.replace(theirs, ours)
        blank = " " if text[:1].isspace() else ""
        return blank + sounds.replace("^", "").strip()

    def _take(self, language: str) -> None:
        """Speak it from now on. By its code: the names of voices are others ("en-gb" is none's)."""
        wanted = _Voice(languages=language.encode())
        if self._library.espeak_SetVoiceByProperties(ctypes.byref(wanted)):
            self._language = ""  # without a voice the library would end the process
            raise BadInput(f"expected a language of espeak-ng's (it, en-gb, fr), found {language}")
        self._language = language


class _Voice(ctypes.Structure):
    """espeak-ng's `espeak_VOICE`, as it is asked for."""

    _fields_ = (
        *(("name", ctypes.c_char_p), ("languages", ctypes.c_char_p)),
        *(("identifier", ctypes.c_char_p), ("gender", ctypes.c_ubyte), ("age", ctypes.c_ubyte)),
        *(("variant", ctypes.c_ubyte), ("reserved", ctypes.c_ubyte), ("score", ctypes.c_int)),
        ("spare", ctypes.c_void_p),
    )
