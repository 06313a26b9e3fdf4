"""Trains the demonstration model from nothing: a Whisper of 128 channels, 4 + 2 layers."""

from __future__ import annotations

import math
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
from torch import nn

from transcription.demo_model.corpus import Example
from transcription.demo_model.learner import Batch, Learner, Vocabulary, collate

PEAK_RATE = 1.5e-3
WARM_UP = 200  # steps
SENTENCES_ALONE = "010"  # shards named before this hold no dictated numbers; they come first
ALONE_FOR = 0.1  # of the time
SAVE_EVERY = 600  # seconds


class Shards:
    """Examples from every shard there is, in batches of similar length; new ones join in."""

    def __init__(self, folder: Path, pick: random.Random, seconds: float) -> None:
        self._folder, self._pick, self._frames = folder, pick, int(seconds * 100)
        self._known: dict[str, list[Example]] = {}

    def refresh(self) -> None:
        """Read the shards that have been written since."""
        for path in sorted(self._folder.glob("*.pt")):
            if path.name not in self._known:
                rows = torch.load(path, weights_only=True)
                self._known[path.name] = [Example(**row) for row in rows]

    def used_tokens(self) -> set[int]:
        """Every token that any example holds."""
        return {token for rows in self._known.values() for row in rows for token in row.tokens}

    def batches(self, upto: str | None) -> Iterator[list[Example]]:
        """One pass over the shards named up to `upto`, shuffled."""
        rows = [
            row
            for name, shard in self._known.items()
            if upto is None or name < upto
            for row in shard
        ]
        rows.sort(key=lambda row: row.mel.shape[1] + self._pick.randint(-40, 40))
        batches: list[list[Example]] = []
        batch: list[Example] = []
        for row in rows:
            if batch and (len(batch) + 1) * row.mel.shape[1] > self._frames:
                batches.append(batch)
                batch = []
            batch.append(row)
        batches.append(batch)
        self._pick.shuffle(batches)
        yield from batches


@dataclass
class Run:
    """A training under way: what is saved, and gone on from after a stop."""

    folder: Path
    seconds: float
    learner: Learner
    optimizer: torch.optim.Optimizer
    device: str
    spent: float = 0.0
    step: int = 0
    saved: float = field(default_factory=time.monotonic)

    @property
    def done(self) -> float:
        """The share of the time that is over."""
        return self.spent / self.seconds

    def teach(self, batch: Batch) -> dict[str, float]:
        """One step; its losses."""
        for group in self.optimizer.param_groups:
            group["lr"] = self.rate()
        token, ctc, attention, frame = self.learner.losses(moved(batch, self.device))
        # letters and frames lead the encoder at first; in the end the words alone count
        loss = token + (1 - 0.7 * self.done) * (0.3 * ctc + frame) + 0.4 * attention
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(self.learner.parameters(), 1.0)
        self.optimizer.step()
        self.step += 1
        names = ("token", "letters", "attention", "frame")
        losses = (token, ctc, attention, frame)
        return {name: loss.item() for name, loss in zip(names, losses, strict=True)}

    def rate(self) -> float:
        """The learning rate: a short rise, then a cosine to nothing over the time given."""
        rise = min(1, (self.step + 1) / WARM_UP)
        return PEAK_RATE * rise * (0.5 + 0.5 * math.cos(math.pi * min(self.done, 1))) + 1e-6

    def padding(self) -> float:
        """The share of batches with long silence behind them: dear, so rare until late."""
        return 0.12 if self.done < 0.7 else 0.35

    def save(self) -> None:
        """The checkpoint and the state, each written whole or not at all."""
        self.saved = time.monotonic()
        self.learner.cpu()
        write(self.folder / "demo.pt", self.learner.exported())
        state = {
            "learner": self.learner.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "tokens": self.learner.vocabulary.tokens,
            "spent": self.spent,
            "step": self.step,
        }
        write(self.folder / "state.pt", state)
        self.learner.to(self.device)


def train(folder: Path, minutes: float, seed: int = 7) -> None:
    """Train for so many minutes in all, stops not counted; everything is kept in `folder`."""
    pick = random.Random(seed)
    shards = Shards(folder / "shards", pick, seconds=80)
    shards.refresh()
    run = begun(folder, minutes, shards)
    while run.done < 1:
        shards.refresh()
        one_pass(run, shards, pick)
    run.save()


def begun(folder: Path, minutes: float, shards: Shards) -> Run:
    """A new training, or the one whose state is in the folder."""
    path = folder / "state.pt"
    before = torch.load(path, map_location="cpu", weights_only=True) if path.exists() else None
    tokens = set(before["tokens"]) if before else shards.used_tokens()
    device = "cuda" if torch.cuda.is_available() else "cpu"
    learner = Learner(Vocabulary(tokens)).to(device)
    optimizer = torch.optim.AdamW(
        learner.parameters(), lr=PEAK_RATE, betas=(0.9, 0.98), weight_decay=0.03
    )
    run = Run(folder, minutes * 60, learner, optimizer, device)
    if before:
        learner.load_state_dict(before["learner"])
        optimizer.load_state_dict(before["optimizer"])
        run.spent, run.step = before["spent"], before["step"]
    return run


def one_pass(run: Run, shards: Shards, pick: random.Random) -> None:
    """Every example once, or as many as the time allows."""
    alone = run.done < ALONE_FOR
    for examples in shards.batches(SENTENCES_ALONE if alone else None):
        began = time.monotonic()
        losses = run.teach(collate(examples, run.learner.vocabulary, pick, run.padding()))
        run.spent += time.monotonic() - began
        if run.step % 50 == 0:
            told = "  ".join(f"{name} {value:.3f}" for name, value in losses.items())
            print(f"{run.spent / 60:6.1f} min  step {run.step:6}  {told}", flush=True)
        if time.monotonic() - run.saved > SAVE_EVERY:
            run.save()
        if run.done >= 1 or (alone and run.done >= ALONE_FOR):
            return


def write(path: Path, state: dict[str, Any]) -> None:
    """Written beside its place and moved there, so that a stop never leaves half a file."""
    partial = path.with_suffix(".part")
    torch.save(state, partial)
    partial.rename(path)


def moved(batch: Batch, device: str) -> Batch:
    """The same batch on another device."""
    return Batch(**{name: value.to(device) for name, value in vars(batch).items()})
