"""The learner: Whisper's own modules, and the heads and losses that only training needs.

Four losses: the next token (as Whisper learns), CTC on the letters over the encoder (without it
cross-attention does not find the audio for a long time), the token under way in each frame, and
guided attention (each written token must look at the frames in which its word is spoken: the
synthesiser tells which).
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional
from whisper.model import ModelDimensions, MultiHeadAttention, Whisper
from whisper.tokenizer import get_tokenizer

from transcription.demo_model.corpus import CTC_ALPHABET, Example

DIMENSIONS = ModelDimensions(
    n_mels=80, n_audio_ctx=1500, n_audio_state=128, n_audio_head=4, n_audio_layer=4,
    n_vocab=51865, n_text_ctx=448, n_text_state=128, n_text_head=4, n_text_layer=2,
)  # fmt: skip
FRAMES = 3000  # what Whisper pads every clip to: 30 s
IGNORED = -100
SILENT = 0  # the class of a frame in which nothing is said; a token's class is 1 + its place


@dataclass
class Batch:
    """`mel` (n, 80, frames); `inputs` and `targets` (n, tokens); `guide` (n, tokens, frames / 2).

    `spoken` (n, frames / 2) is the token under way in each encoder frame, `SILENT` between words.
    """

    mel: Tensor
    inputs: Tensor
    targets: Tensor
    guide: Tensor
    spoken: Tensor
    letters: Tensor
    letter_counts: Tensor


class Vocabulary:
    """The few tokens that the grammar needs, numbered densely while training."""

    def __init__(self, used: set[int]) -> None:
        tokenizer = get_tokenizer(multilingual=True, language="it", task="transcribe")
        self.eot, self.begin = tokenizer.eot, tokenizer.timestamp_begin
        self.start = tuple(tokenizer.sot_sequence)
        self.silence, self.plain = tokenizer.no_speech, tokenizer.no_timestamps
        times = range(self.begin, self.begin + 1501, 5)  # tenths of a second are fine enough
        special = {self.eot, self.silence, self.plain, *self.start, *times}
        self.tokens = sorted(used | special)
        self.place = {token: index for index, token in enumerate(self.tokens)}
        self.unused = DIMENSIONS.n_vocab - len(self.tokens)

    def sequence(self, example: Example, timestamps: bool) -> tuple[list[int], list[int], int]:
        """Inputs, targets and the place in them of the first written token."""
        head = [*self.start, self.begin if timestamps else self.plain]
        tail = []
        if timestamps and example.tokens:
            tail = [self.begin + 5 * round(example.end / 10)]
        whole = [*head, *example.tokens, *tail, self.eot]
        targets = whole[1:]
        if not example.tokens:
            targets[0] = self.silence
        return whole[:-1], targets, len(head)


def collate(
    examples: list[Example], vocabulary: Vocabulary, pick: random.Random, padding: float
) -> Batch:
    """One batch under silence; `padding` is the share with far more of it than a second."""
    longest = max(example.mel.shape[1] for example in examples)
    room = FRAMES - longest
    chance = pick.random()
    frames = FRAMES  # as Whisper pads
    if chance > padding / 2:
        frames = longest + pick.randint(0, room if chance < padding else min(room, 100))
    frames += frames % 2
    rows = [vocabulary.sequence(example, pick.random() < 0.85) for example in examples]
    width = max(len(inputs) for inputs, _, _ in rows)
    mel = torch.empty(len(examples), 80, frames)
    inputs = torch.full((len(examples), width), vocabulary.place[vocabulary.eot])
    targets = torch.full((len(examples), width), IGNORED)
    guide = torch.zeros(len(examples), width, frames // 2)
    spoken = torch.full((len(examples), frames // 2), IGNORED)
    for row, (example, (given, wanted, first)) in enumerate(zip(examples, rows, strict=True)):
        mel[row] = _masked(example.mel.float(), frames, pick)
        inputs[row, : len(given)] = torch.tensor([vocabulary.place[token] for token in given])
        targets[row, : len(wanted)] = torch.tensor([vocabulary.place[token] for token in wanted])
        for index, (start, stop) in enumerate(example.spans):
            # the input before a token is where the model must look for it
            guide[row, first + index - 1, max(0, start // 2 - 2) : stop // 2 + 2] = 1
        spoken[row, : example.mel.shape[1] // 2 + 25] = SILENT
        for token, start, stop in _shares(example):
            spoken[row, start // 2 : stop // 2] = 1 + vocabulary.place[token]
    letters = [torch.tensor(example.letters, dtype=torch.long) for example in examples]
    counts = torch.tensor([len(row) for row in letters])
    return Batch(mel, inputs, targets, guide, spoken, torch.cat(letters), counts)


def _shares(example: Example) -> Iterator[tuple[int, int, int]]:
    # the tokens of one word share its span: each is given an equal part of it
    for span, members in groupby(
        zip(example.spans, example.tokens, strict=True), key=itemgetter(0)
    ):
        tokens = [token for _, token in members]
        start, stop = span
        for index, token in enumerate(tokens):
            length = (stop - start) / len(tokens)
            yield token, int(start + index * length), int(start + (index + 1) * length)


def _masked(mel: Tensor, frames: int, pick: random.Random) -> Tensor:
    # What follows the sound: whisper.decode pads with silence, whose log-mel is the maximum less 8
    # in log10, which Whisper's scaling makes less 2; whisper.transcribe cuts the silence off again
    # and pads with zeros. Both must be known.
    floor = float(mel.max()) - 2
    shift = pick.uniform(-0.25, 0.25)
    count = mel.shape[1]
    whole = torch.full((80, frames), floor + shift if pick.random() < 0.35 else 0.0)
    whole[:, :count] = mel + shift
    if pick.random() < 0.5:
        low = pick.randrange(72)
        whole[low : low + pick.randint(1, 8), :count] = floor + shift
    if pick.random() < 0.5 and count > 60:
        at = pick.randrange(count - 12)
        whole[:, at : at + pick.randint(2, 10)] = floor + shift
    return whole


class Learner(nn.Module):
    """Whisper's modules on clips of any length, with the heads that only training needs."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        super().__init__()
        self.whisper = Whisper(DIMENSIONS)
        self.vocabulary = vocabulary
        width = DIMENSIONS.n_audio_state
        self.words = nn.Parameter(torch.randn(len(vocabulary.tokens), width) * 0.05)
        nn.init.normal_(self.whisper.decoder.positional_embedding, std=0.02)
        self.letters = nn.Linear(width, len(CTC_ALPHABET) + 1)
        self.frames = nn.Linear(width, len(vocabulary.tokens) + 1)
        del self.whisper.decoder.token_embedding  # put back, full of zeros, by `exported`

    def encode(self, mel: Tensor) -> Tensor:
        """(n, 80, frames) to (n, frames / 2, width)."""
        encoder = self.whisper.encoder
        x = functional.gelu(encoder.conv2(functional.gelu(encoder.conv1(mel)))).permute(0, 2, 1)
        x = x + encoder.positional_embedding[: x.shape[1]]
        for block in encoder.blocks:
            x = block(x)
        return encoder.ln_post(x)  # type: ignore[no-any-return]

    def decode(self, inputs: Tensor, audio: Tensor) -> tuple[Tensor, list[Tensor]]:
        """Logits over the used tokens; each layer's cross-attention (n, heads, tokens, frames)."""
        decoder = self.whisper.decoder
        x = (
            functional.embedding(inputs, self.words)
            + decoder.positional_embedding[: inputs.shape[1]]
        )
        maps = []
        for block in decoder.blocks:
            x = x + block.attn(block.attn_ln(x), mask=decoder.mask)[0]
            seen, weights = _cross(block.cross_attn, block.cross_attn_ln(x), audio)
            x = x + seen
            x = x + block.mlp(block.mlp_ln(x))
            maps.append(weights)
        return decoder.ln(x) @ self.words.T, maps

    def losses(self, batch: Batch) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """The next token's, the letters', the guided attention's and the frames' loss."""
        audio = self.encode(batch.mel)
        logits, maps = self.decode(batch.inputs, audio)
        # the tokens never used keep rows of zeros: each weighs exp(0) in Whisper's softmax
        rest = logits.new_full((*logits.shape[:-1], 1), math.log(self.vocabulary.unused))
        token = functional.cross_entropy(
            torch.cat([logits, rest], -1).flatten(0, 1).float(),
            batch.targets.flatten(),
            ignore_index=IGNORED,
            label_smoothing=0.02,
        )
        known = batch.spoken != IGNORED
        frame = functional.cross_entropy(self.frames(audio[known]), batch.spoken[known])
        spoken = batch.letter_counts > 0
        if not spoken.any():  # a batch of silences has neither letters nor words to look for
            return token, token.new_zeros(()), token.new_zeros(()), frame
        log_probs = self.letters(audio[spoken]).float().log_softmax(-1).transpose(0, 1)
        frames = torch.full((int(spoken.sum()),), audio.shape[1])
        ctc = functional.ctc_loss(
            log_probs, batch.letters, frames, batch.letter_counts[spoken], zero_infinity=True
        )
        guided = batch.guide.sum(-1) > 0
        looks = [maps[1], maps[0][:, :2]]  # word times are read from the last layer, so all of it
        attention = torch.stack(
            [
                -(weights * batch.guide[:, None])
                .sum(-1)
                .clamp_min(1e-6)
                .log()[guided[:, None].expand(-1, weights.shape[1], -1)]
                .mean()
                for weights in looks
            ]
        ).mean()
        return token, ctc, attention, frame

    def exported(self) -> dict[str, Any]:
        """The checkpoint in Whisper's own format, its rows of unused tokens zero."""
        state = {key: value.detach().clone() for key, value in self.whisper.state_dict().items()}
        embedding = torch.zeros(DIMENSIONS.n_vocab, DIMENSIONS.n_text_state)
        embedding[torch.tensor(self.vocabulary.tokens)] = self.words.detach()
        state["decoder.token_embedding.weight"] = embedding
        return {"dims": vars(DIMENSIONS), "model_state_dict": state}


def _cross(attention: MultiHeadAttention, x: Tensor, audio: Tensor) -> tuple[Tensor, Tensor]:
    def heads(value: Tensor) -> Tensor:
        return value.view(*value.shape[:2], attention.n_head, -1).transpose(1, 2)

    query, key, value = attention.query(x), attention.key(audio), attention.value(audio)
    scale = (query.shape[-1] // attention.n_head) ** -0.5
    weights = (heads(query) @ heads(key).transpose(2, 3) * scale).softmax(-1)
    seen = (weights @ heads(value)).transpose(1, 2).flatten(2)
    return attention.out(seen), weights
