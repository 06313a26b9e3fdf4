"""Callers who speak in natural voices, over lines with noise, and `base` itself, which hears them."""

from __future__ import annotations

import json
import random
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from scipy.signal import resample_poly

from bench.callers.people import WITHHELD, Kind, Person, drawn
from rules.triage import triage
from rules.triage.vocabulary import Vocabulary
from transcription import engines, models
from transcription.audio import RATE, Audio, read_audio
from transcription.examination.clips import on_line
from transcription.examination.line import RATE as LINE_RATE
from transcription.examination.line import telephone
from transcription.reading import Reader
from transcription.result import NoSpeech, Transcript

ROOT = Path(__file__).parents[2]
VOICES = ROOT / "simulator" / "voices"  # those of the demonstration, and what each says
ALL_SAY = (Kind.OWN_SAID, Kind.OTHER, Kind.HIDDEN)  # in these messages everybody tells a number


@dataclass
class Ears:
    """The model, which hears each message once for both flows."""

    engine: Reader
    model: str
    _clip: Audio | None = None
    _of: str = ""
    _kept: dict[str, Transcript | NoSpeech] = field(default_factory=dict)

    @classmethod
    def loaded(cls) -> Ears:
        """`base` by faster-whisper, as `centralino models get` put it."""
        settings = models.Settings("base", ROOT / "var" / "models", engine=engines.FASTER)
        engine = engines.loaded(settings)
        return cls(engine, engine.model)

    def hears(self, person: Person) -> None:
        """The clip of the person, with the noise of the place where they are."""
        self._of = f"{person.saying} {person.noise_db} {person.caller} {person.meant}"
        sound = read_audio(VOICES / person.saying).samples
        at_line = np.asarray(resample_poly(sound, LINE_RATE, RATE), np.float32)
        pick = random.Random(self._of)
        self._clip = on_line(telephone(at_line, LINE_RATE, person.noise_db, pick))

    def transcribe(
        self,
        audio: Audio,
        words: Vocabulary = Vocabulary(),  # noqa: B008 - a value
        language: str | None = None,
    ) -> Transcript | NoSpeech:
        """What the model hears of it."""
        if self._of not in self._kept:
            self._kept[self._of] = self.engine.transcribe(self._clip or audio, words, language)
        return self._kept[self._of]


def people_with_voices(count: int) -> list[Person]:
    """People who say the number of one of the clips: their own, another, or from a hidden one."""
    said = json.loads((VOICES / "said.json").read_text(encoding="utf-8"))
    names = sorted(said)
    return [
        _with_voice(one, at, names[at % len(names)], said[names[at % len(names)]])
        for at, one in enumerate(drawn(2, count))
    ]


def _with_voice(person: Person, at: int, name: str, words: str) -> Person:
    meant = triage(words).callback_number
    if meant is None:
        raise ValueError(f"{name}: expected a number in it, found {words!r}")
    kind = ALL_SAY[at // 9 % len(ALL_SAY)]
    # a fixed line of somebody's who has nothing in common with the voices
    shown = {Kind.OWN_SAID: meant, Kind.HIDDEN: WITHHELD}.get(kind, f"+39049{at:07}"[:13])
    return replace(person, kind=kind, shown=shown, meant=meant, said=meant[3:], saying=name)
