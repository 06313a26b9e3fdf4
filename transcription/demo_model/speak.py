"""espeak-ng through its C library: sound and the instant at which each word begins.

Used to train the demonstration model and to speak the sample calls; nothing that runs or tests the
product needs espeak-ng.
"""

from __future__ import annotations

import ctypes
import ctypes.util
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

# espeak-ng/speak_lib.h, version 1.51
_SYNCHRONOUS_RETRIEVAL = 2
_EVENT_END, _EVENT_WORD = 0, 1
_UTF8, _POSITION_CHARACTER = 1, 1
_RATE, _VOLUME, _PITCH, _RANGE = 1, 2, 3, 4


class _Event(ctypes.Structure):
    _fields_ = (
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", ctypes.c_char * 8),
    )


@dataclass(frozen=True)
class Voice:
    """A way of speaking: an espeak-ng variant, words a minute, pitch and its range (0 to 100)."""

    variant: str
    rate: int
    pitch: int
    pitch_range: int


@dataclass(frozen=True)
class Speech:
    """Samples (int16, mono) at `rate` Hz; `word_starts` maps a character's place to seconds."""

    samples: NDArray[np.int16]
    rate: int
    word_starts: dict[int, float]


class Speaker:
    """One initialised espeak-ng library; it keeps state of its own, so one to a process."""

    def __init__(self) -> None:
        path = ctypes.util.find_library("espeak-ng")
        if path is None:
            raise FileNotFoundError("espeak-ng's library: install libespeak-ng1 and espeak-ng-data")
        self._lib = ctypes.CDLL(path)
        self.rate: int = self._lib.espeak_Initialize(_SYNCHRONOUS_RETRIEVAL, 0, None, 0)
        kind = ctypes.CFUNCTYPE(
            ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event)
        )
        self._callback = kind(self._collect)  # kept, or it would be collected while in use
        self._lib.espeak_SetSynthCallback(self._callback)
        self._chunks: list[NDArray[np.int16]] = []
        self._starts: dict[int, float] = {}

    def speak(self, text: str, voice: Voice) -> Speech:
        """Speak Italian text. Raises ValueError for a variant that espeak-ng does not have."""
        self._chunks, self._starts = [], {}
        name = f"it+{voice.variant}" if voice.variant else "it"
        if self._lib.espeak_SetVoiceByName(name.encode()) != 0:
            raise ValueError(f"espeak-ng has no voice {name!r}")
        for parameter, value in (
            (_RATE, voice.rate),
            (_VOLUME, 90),
            (_PITCH, voice.pitch),
            (_RANGE, voice.pitch_range),
        ):
            self._lib.espeak_SetParameter(parameter, value, 0)
        raw = text.encode()
        self._lib.espeak_Synth(raw, len(raw) + 1, 0, _POSITION_CHARACTER, 0, _UTF8, None, None)
        samples = np.concatenate(self._chunks) if self._chunks else np.zeros(0, np.int16)
        return Speech(samples, self.rate, dict(self._starts))

    def _collect(self, wav: object, count: int, events: object) -> int:
        if wav and count:
            self._chunks.append(np.ctypeslib.as_array(wav, (count,)).copy())
        index = 0
        while events[index].type != _EVENT_END:  # type: ignore[index]
            event = events[index]  # type: ignore[index]
            if event.type == _EVENT_WORD:
                # text_position counts characters from 1
                self._starts.setdefault(event.text_position - 1, event.audio_position / 1000)
            index += 1
        return 0
