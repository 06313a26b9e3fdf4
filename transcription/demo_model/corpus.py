"""Spoken utterances of the grammar as telephone audio, and as the examples a model learns from."""

from __future__ import annotations

import random
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
import whisper
from numpy.typing import NDArray
from scipy.signal import butter, resample_poly, sosfilt
from whisper.tokenizer import Tokenizer, get_tokenizer

from transcription.demo_model.grammar import Unit, Utterance, generate
from transcription.demo_model.speak import Speaker, Voice

TRAINED_VOICES = (
    "", "f1", "f2", "f3", "f5", "m1", "m2", "m3", "m4", "m6", "m7", "m8", "max", "michael", "Alex",
    "Alicia", "Annie", "Andy", "antonio", "belinda", "benjamin", "boris", "david", "Diogo", "ed",
    "edward", "Gene", "Henrique", "Jacky", "john", "Lee", "linda", "marcelo", "Mario", "Michael",
    "miguel", "Mike", "pablo", "pedro", "quincy", "rob", "robert", "shelby", "steph", "travis", "zac",
)  # fmt: skip
HELD_OUT_VOICES = ("f4", "m5", "Andrea", "Marco", "paul", "sandro", "steph2", "victor")

Samples = NDArray[np.float32]
CTC_ALPHABET = (
    " 'abcdefghijklmnopqrstuvwxyz"  # index 0 is the blank, so a letter's class is 1 + place
)
_PLAIN = str.maketrans("àèéìòù", "aeeiou")


@dataclass(frozen=True)
class Example:
    """What one step of training sees; times are mel frames of 10 ms.

    `mel` is (80, frames) in half precision; `tokens` are the written words alone and
    `spans[i]` the frames in which token `i` is spoken; `letters` are the classes for the CTC loss.
    """

    mel: torch.Tensor
    tokens: tuple[int, ...]
    spans: tuple[tuple[int, int], ...]
    letters: tuple[int, ...]
    end: int


def a_voice(pick: random.Random, variants: tuple[str, ...]) -> Voice:
    """One of the variants at a speed and pitch of its own."""
    return Voice(
        pick.choice(variants), pick.randint(125, 195), pick.randint(25, 75), pick.randint(30, 70)
    )


def telephone(samples: NDArray[np.int16], rate: int, pick: random.Random) -> tuple[Samples, float]:
    """Speech as it arrives over a telephone: 8 kHz, 300 to 3400 Hz or so, µ-law steps, noise.

    Returns float32 samples at 8 kHz within -1 and 1, and the seconds of silence before the speech.
    """
    audio = resample_poly(samples.astype(np.float32) / 32768, 8000, rate)
    low, high = pick.uniform(60, 320), pick.uniform(3300, 3850)
    audio = sosfilt(butter(2, (low, high), "bandpass", fs=8000, output="sos"), audio)
    audio = audio / (np.abs(audio).max() + 1e-6) * 10 ** pick.uniform(-1.1, -0.05)
    lead, tail = pick.uniform(0, 0.9), pick.uniform(0, 0.6)
    audio = np.concatenate([np.zeros(int(8000 * lead)), audio, np.zeros(int(8000 * tail))])
    level = np.sqrt(np.mean(audio**2)) * 10 ** (-pick.uniform(10, 45) / 20)
    audio = audio + noise(len(audio), pick) * level
    companded = np.sign(audio) * np.log1p(255 * np.clip(np.abs(audio), 0, 1)) / np.log(256)
    steps = np.round(companded * 127) / 127
    return (np.sign(steps) * (256 ** np.abs(steps) - 1) / 255).astype(np.float32), lead


def noise(count: int, pick: random.Random) -> Samples:
    """Unit-power noise of a shop's line: hiss, rumble, mains hum, or a mixture."""
    source = np.random.default_rng(pick.getrandbits(32))
    white = source.standard_normal(count)
    rumble = sosfilt(
        butter(1, pick.uniform(150, 900), fs=8000, output="sos"), source.standard_normal(count)
    )
    hum = np.sin(2 * np.pi * 50 * pick.choice((1, 2, 3)) * np.arange(count) / 8000)
    mixed = white * pick.random() + 3 * rumble * pick.random() + hum * pick.random() * 0.5
    return np.asarray(mixed / (np.sqrt(np.mean(mixed**2)) + 1e-6), np.float32)


def utterance_audio(
    utterance: Utterance, speaker: Speaker, voice: Voice
) -> tuple[NDArray[np.int16], list[tuple[Unit, float]]]:
    """Samples at the speaker's rate, and each unit with the second at which it begins."""
    speech = speaker.speak(utterance.spoken, voice)
    starts, at, last = [], 0, 0.0
    for unit in utterance.units:
        # espeak now and then reports a word at the blank before it, or joins it to its neighbour
        found = speech.word_starts.get(at, speech.word_starts.get(at - 1, last))
        last = max(last, found)
        starts.append((unit, last))
        at += len(unit.spoken) + 1
    return speech.samples, starts


class Maker:
    """Makes examples; holds the speaker and the tokenizer, which are slow to start."""

    def __init__(self, seed: int, variants: tuple[str, ...] = TRAINED_VOICES) -> None:
        self.pick = random.Random(seed)
        self.speaker = Speaker()
        self.tokenizer: Tokenizer = get_tokenizer(
            multilingual=True, language="it", task="transcribe"
        )
        self._variants = variants

    def example(self, numbers: float, doubles: float, silences: float) -> Example:
        """One example; the arguments are shares from 0 to 1 (`doubles`: two sentences in a clip)."""
        if self.pick.random() < silences:
            return self._silence()
        voice = a_voice(self.pick, self._variants)
        parts = [generate(self.pick, numbers)]
        if self.pick.random() < doubles:
            parts.append(generate(self.pick, numbers))
        sound: list[NDArray[np.int16]] = []
        tokens: list[int] = []
        starts: list[float] = []
        offset = 0.0
        for part in parts:
            if sound:
                gap = self.pick.uniform(0.1, 0.9)
                sound.append(np.zeros(int(gap * self.speaker.rate), np.int16))
                offset += gap
            samples, words = utterance_audio(part, self.speaker, voice)
            written = part.text.split()
            for text, (_, start) in zip(written, words, strict=True):
                pieces = self.tokenizer.encode(" " + text)
                tokens += pieces
                starts += [start + offset] * len(pieces)
            sound.append(samples)
            offset += len(samples) / self.speaker.rate
        spoken = " ".join(part.spoken for part in parts)
        return self._example(np.concatenate(sound), tokens, starts, spoken)

    def _example(
        self, samples: NDArray[np.int16], tokens: list[int], starts: list[float], spoken: str
    ) -> Example:
        heard, lead = telephone(samples, self.speaker.rate, self.pick)
        mel = mel_of(heard)
        total = len(samples) / self.speaker.rate
        bounds = [*starts, total]
        spans = []
        for index, start in enumerate(starts):
            stop = next((other for other in bounds[index + 1 :] if other > start), total)
            spans.append(
                (
                    int(100 * (lead + start)),
                    max(int(100 * (lead + stop)), int(100 * (lead + start)) + 4),
                )
            )
        letters = tuple(
            1 + CTC_ALPHABET.index(letter)
            for letter in spoken.lower().translate(_PLAIN)
            if letter in CTC_ALPHABET
        )
        return Example(mel, tuple(tokens), tuple(spans), letters, int(100 * (lead + total)))

    def _silence(self) -> Example:
        count = int(8000 * self.pick.uniform(0.5, 8))
        loud = 0.0 if self.pick.random() < 0.15 else 10 ** self.pick.uniform(-4, -0.8)
        mel = mel_of((noise(count, self.pick) * loud).astype(np.float32))
        return Example(mel, (), (), (), 0)


def mel_of(heard: Samples) -> torch.Tensor:
    """The log-mel of 8 kHz samples as Whisper computes it on the 16 kHz it wants, (80, frames)."""
    wide = resample_poly(heard, 2, 1).astype(np.float32)
    # 0.1 s of silence more, so that the floor is the one that Whisper's own padding has
    mel = whisper.log_mel_spectrogram(torch.from_numpy(wide), padding=1600)
    frames: torch.Tensor = mel[:, : len(wide) // 160]
    return frames.half()


def write_shard(path: Path, seed: int, count: int, **shares: Any) -> None:
    """Make `count` examples and keep them in one file, written whole or not at all."""
    maker = Maker(seed)
    examples = [maker.example(**shares) for _ in range(count)]
    partial = path.with_suffix(".part")
    torch.save([vars(example) for example in examples], partial)
    partial.rename(path)
