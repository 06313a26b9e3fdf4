"""Result of a transcription: a transcript, or that nobody spoke."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from rules.triage.vocabulary import Vocabulary

if TYPE_CHECKING:
    from transcription.audio import Audio

NOTHING = Vocabulary()  # nothing is known of what a message may hold


@dataclass(frozen=True)
class Word:
    """A word as heard: seconds from the start of the recording, confidence from 0 to 1."""

    text: str
    start: float
    end: float
    confidence: float


@dataclass(frozen=True)
class Transcript:
    """What was said. `flagged` is what the model wrote and nobody said."""

    text: str
    language: str
    confidence: float
    words: tuple[Word, ...]
    flagged: tuple[str, ...] = ()


@dataclass(frozen=True)
class NoSpeech:
    """Nobody spoke, as far as we can hear; the audio stays to be listened to."""

    reason: str
    flagged: tuple[str, ...] = ()


class PutBack(Exception):
    """The reading ends here and begins anew another time."""


class Engine(Protocol):
    """Whatever reads audio."""

    @property
    def model(self) -> str:
        """The model's name, kept with each transcript."""

    def transcribe(
        self, audio: Audio, words: Vocabulary = NOTHING, language: str | None = None
    ) -> Transcript | NoSpeech:
        """Read one recording, in which the words are likely; what was said raises nothing.

        `language` is the one of its call: see `rules.language.transcribed`.
        """
