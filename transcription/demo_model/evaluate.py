"""Measures a checkpoint on sentences it has never heard, through plain `whisper.transcribe`."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import whisper
from scipy.signal import resample_poly

from transcription.demo_model.corpus import (
    HELD_OUT_VOICES,
    TRAINED_VOICES,
    a_voice,
    noise,
    telephone,
    utterance_audio,
)
from transcription.demo_model.grammar import Utterance, generate
from transcription.demo_model.speak import Speaker

# the grammar's seeds of sentences that occur in no training shard
HELD_OUT = Path(__file__).with_name("held_out.json")
SEED = 20_261_123


@dataclass(frozen=True)
class Score:
    """Words wrong of words said, and the same for the words of dictated numbers alone."""

    said: int = 0
    wrong: int = 0
    dictated: int = 0
    dictated_wrong: int = 0

    @property
    def word_error_rate(self) -> float:
        """Substituted, missing and added words over the words said."""
        return self.wrong / max(self.said, 1)

    @property
    def digit_error_rate(self) -> float:
        """The same over the words of dictated numbers."""
        return self.dictated_wrong / max(self.dictated, 1)

    def __add__(self, other: Score) -> Score:
        return Score(
            *(a + b for a, b in zip(vars(self).values(), vars(other).values(), strict=True))
        )


def plain(text: str) -> list[str]:
    """Lower-case words without punctuation."""
    return re.findall(r"[\w'-]+", text.lower())


def score(utterance: Utterance, heard: str) -> Score:
    """Compare what was said with what was heard, word by word."""
    said = [(word, unit.number) for unit in utterance.units for word in plain(unit.text)]
    errors = alignment([word for word, _ in said], plain(heard))
    dictated = sum(number for _, number in said)
    # an added word counts against the number when the word before it is dictated
    wrong = sum(1 for at, _ in errors if said and said[min(max(at, 0), len(said) - 1)][1])
    return Score(len(said), len(errors), dictated, wrong)


def alignment(said: list[str], heard: list[str]) -> list[tuple[int, str]]:
    """The fewest edits from `said` to `heard`: each the place in `said` and its kind."""
    cost = np.zeros((len(said) + 1, len(heard) + 1), int)
    cost[:, 0], cost[0, :] = np.arange(len(said) + 1), np.arange(len(heard) + 1)
    for i, word in enumerate(said, 1):
        for j, other in enumerate(heard, 1):
            cost[i, j] = min(
                cost[i - 1, j] + 1, cost[i, j - 1] + 1, cost[i - 1, j - 1] + (word != other)
            )
    edits, i, j = [], len(said), len(heard)
    while i or j:
        if i and j and cost[i, j] == cost[i - 1, j - 1] + (said[i - 1] != heard[j - 1]):
            if said[i - 1] != heard[j - 1]:
                edits.append((i - 1, "other"))
            i, j = i - 1, j - 1
        elif i and cost[i, j] == cost[i - 1, j] + 1:
            edits.append((i - 1, "missing"))
            i -= 1
        else:
            edits.append((i - 1, "added"))
            j -= 1
    return edits


@dataclass(frozen=True)
class Figures:
    """What the model card reports."""

    trained: Score = Score()
    held_out: Score = Score()
    silences: int = 0
    silences_with_text: int = 0


def evaluate(checkpoint: Path, sentences: int, done: Callable[[], object]) -> Figures:
    """The first so many held-out sentences, each by two voices; `done` is called after each."""
    model = whisper.load_model(str(checkpoint), device="cpu")
    pick, speaker, figures = random.Random(SEED), Speaker(), Figures()
    for index, seed in enumerate(json.loads(HELD_OUT.read_text())[:sentences]):
        utterance = generate(random.Random(seed), 0.5)
        for variants in (TRAINED_VOICES, HELD_OUT_VOICES):
            samples, _ = utterance_audio(utterance, speaker, a_voice(pick, variants))
            heard, _ = telephone(samples, speaker.rate, pick)
            result = score(utterance, listen(model, heard))
            if variants is TRAINED_VOICES:
                figures = replace(figures, trained=figures.trained + result)
            else:
                figures = replace(figures, held_out=figures.held_out + result)
        if index % 10 == 0:
            loud = 10 ** pick.uniform(-3.5, -1)
            text = listen(model, (noise(8000 * pick.randint(1, 8), pick) * loud).astype(np.float32))
            figures = replace(
                figures,
                silences=figures.silences + 1,
                silences_with_text=figures.silences_with_text + bool(plain(text)),
            )
        done()
    return figures


def listen(model: whisper.Whisper, heard: np.ndarray[tuple[int], np.dtype[np.float32]]) -> str:
    """The text of 8 kHz samples, through Whisper's own transcription with nothing tuned."""
    audio = resample_poly(heard, 2, 1).astype(np.float32)
    result = whisper.transcribe(model, audio, language="it", fp16=False)
    return str(result["text"])
