"""Reading: what all engines do with a recording; an engine only turns one piece of it into segments.

A recording is read piece by piece between its pauses. Where a piece holds digits it is read again, in
other ways, and what two readings give alike is sure: see `rules.transcript.vote`.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from rules.language.transcribed import language_to_read
from rules.transcript import second_reading
from rules.triage.timed_words import DOUBTFUL
from rules.triage.vocabulary import as_known
from transcription.pieces import pieces
from transcription.result import NoSpeech, Transcript, Word
from transcription.speech import activity
from transcription.text import sift, tidy
from transcription.voted_digits import voted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from transcription.audio import Audio
    from transcription.models import ModelChoice, Settings
    from transcription.speech import Span

# As Whisper's own: a piece that it takes for silence, and is unsure of, is silence.
NO_SPEECH = 0.6
UNSURE = -1.0
# No sampling beyond the second try: a model that is unsure then only invents more freely.
TEMPERATURES = (0.0, 0.2)
# A loop ends where its sound could hold no more: nobody says as many tokens a second.
MOST_TOKENS, TOKENS_A_SECOND, TOKENS_BESIDE = 224, 16, 24

Segments = list[dict[str, Any]]  # Whisper's own: text, avg_logprob, words


def most_tokens(seconds: float) -> int:
    """How many tokens a piece of so many seconds may become; Whisper's own bound is 224."""
    return min(MOST_TOKENS, round(seconds * TOKENS_A_SECOND) + TOKENS_BESIDE)


class Reader(ABC):
    """One model in memory; one recording at a time."""

    def __init__(self, choice: ModelChoice, settings: Settings) -> None:
        self._choice, self._settings = choice, settings

    @abstractmethod
    def segments(
        self, audio: Audio, language: str | None, prompt: str | None, *, timed: bool
    ) -> tuple[Segments, str]:
        """One piece as Whisper's segments, and its language; `timed` with words and their seconds."""

    @property
    def model(self) -> str:
        """The model's name."""
        return self._choice.name

    def transcribe(
        self, audio: Audio, words: Sequence[str] = (), language: str | None = None
    ) -> Transcript | NoSpeech:
        """Read one recording, in the language of its call; learned `words` mend what is unsure."""
        heard = activity(audio)
        if not heard.has_speech:
            return NoSpeech("silence or noise")
        known = self._choice.language or language_to_read(self._settings.language, language)
        found: Segments = []
        for span in pieces(heard, self._choice.longest_piece_s):
            piece = audio.between(span.start, span.end)
            read, known = self.segments(piece, known, self._settings.prompt or None, timed=True)
            moved = [_moved(segment, span) for segment in read]
            found += [_mended(one, words) for one in self._read_twice(audio, moved, known)]
        return _as_transcript(found, known or "")

    def _read_twice(self, audio: Audio, read: Segments, language: str) -> Segments:
        """The segments, their digits as sure, and as right, as further readings make them."""
        if language not in second_reading.DICTATED or not self._choice.takes_prompt:
            return read

        def again(stretch: second_reading.Stretch, way: second_reading.Way) -> str:
            sound = audio.between(stretch.from_s, stretch.to_s).paced(way.pace)
            others, _ = self.segments(sound, language, way.prompt(language), timed=False)
            return " ".join(segment["text"].strip() for segment in others)

        return voted(read, language, again)


def _mended(segment: dict[str, Any], known: Sequence[str]) -> dict[str, Any]:
    """The segment with the words that were misheard as they are known, in its text as well."""
    if not known:
        return segment
    text, words, at = str(segment["text"]), list[Word](), 0
    for word in segment["words"]:
        start = text.find(word.text, at)
        instead = as_known(word.text, known) if word.confidence < DOUBTFUL and start >= 0 else None
        if start >= 0:
            text = text[:start] + (instead or word.text) + text[start + len(word.text) :]
            at = start + len(instead or word.text)
        words.append(replace(word, text=instead) if instead else word)
    return segment | {"text": text, "words": words}


def _moved(segment: dict[str, Any], span: Span) -> dict[str, Any]:
    words = [
        Word(
            tidy(word["word"]),
            round(min(span.start + word["start"], span.end), 2),
            round(min(span.start + word["end"], span.end), 2),
            round(float(word["probability"]), 3),
        )
        for word in segment.get("words", [])
        if tidy(word["word"])
    ]
    return {"text": segment["text"], "words": words, "log": float(segment["avg_logprob"])}


def _as_transcript(segments: Segments, language: str) -> Transcript | NoSpeech:
    sifted = sift(" ".join(segment["text"] for segment in segments))
    if not any(letter.isalnum() for letter in sifted.said):
        return NoSpeech("no words in the sound", sifted.flagged)
    words = tuple(word for segment in segments for word in segment["words"])
    certain = [segment["log"] for segment in segments if segment["text"].strip()]
    confidence = math.exp(sum(certain) / len(certain))
    return Transcript(sifted.said, language, round(min(confidence, 1.0), 3), words, sifted.flagged)
