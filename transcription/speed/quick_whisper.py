"""Whisper on a processor without the work that changes no word: nothing is computed for padding or twice.

Measured in docs/performance.md; `python -m bench speech-speed` measures it again.
"""

from __future__ import annotations

from typing import Any, TypeVar

import torch
from torch import nn
from torch.nn import functional

from transcription.speed.padding import PADDING, frames_heard

Model = TypeVar("Model", bound=nn.Module)


def quickened(model: Model, *, padding: float = PADDING, whole_numbers: bool = True) -> Model:
    """A Whisper in place, for a processor: it hears so many seconds of padding, and counts in int8."""
    if whole_numbers:
        _in_whole_numbers(model)
        model.decoder = WholeDecoder(model.decoder)
    model.encoder = ShortEncoder(model.encoder, padding)
    return model


def _in_whole_numbers(module: nn.Module) -> None:
    for name, child in module.named_children():
        if isinstance(child, nn.Linear):
            setattr(module, name, WholeLinear(child.weight, child.bias))
        else:
            _in_whole_numbers(child)


class ShortEncoder(nn.Module):
    """Whisper's encoder, which hears a piece as long as it is; asked twice, it answers from memory.

    `whisper.transcribe` pads every piece with zeros to thirty seconds, and for the words' times it
    has the same piece encoded again.
    """

    def __init__(self, encoder: Any, padding: float) -> None:
        super().__init__()
        self._whole, self._padding = encoder, padding
        self._heard: tuple[torch.Tensor, torch.Tensor] | None = None

    @property
    def blocks(self) -> Any:
        """The layers through which a piece goes, one after the other."""
        return self._whole.blocks

    def forward(self, mel: torch.Tensor) -> torch.Tensor:
        """The features of a piece, or of several of one length."""
        sounds = mel.reshape(-1, mel.shape[-1]).any(dim=0)
        mel = mel[..., : frames_heard(sounds.numpy(), self._padding)]
        if self._heard is None or not torch.equal(self._heard[0], mel):
            self._heard = mel.clone(), self._encoded(mel)
        return self._heard[1]

    def _encoded(self, mel: torch.Tensor) -> torch.Tensor:
        whole = self._whole
        x = functional.gelu(whole.conv1(mel))
        x = functional.gelu(whole.conv2(x)).permute(0, 2, 1)
        x = (x + whole.positional_embedding[: x.shape[1]]).to(x.dtype)
        for block in whole.blocks:
            x = block(x)
        features: torch.Tensor = whole.ln_post(x)
        return features


class WholeLinear(nn.Module):
    """A linear layer in whole numbers of eight bits: a scale for each output, and one for each input row.

    PyTorch's own quantised layers are on their way out (pytorch/pytorch#184982); the product of whole
    numbers, which torchao rests on, is not.
    """

    weight: torch.Tensor
    scale: torch.Tensor
    bias: torch.Tensor | None

    def __init__(self, weight: torch.Tensor, bias: torch.Tensor | None) -> None:
        super().__init__()
        scale = weight.detach().abs().amax(dim=1).clamp_min(1e-12) / 127
        whole = (weight.detach() / scale[:, None]).round().to(torch.int8)
        self.register_buffer("weight", whole.t(), persistent=False)
        self.register_buffer("scale", scale, persistent=False)
        self.register_buffer("bias", None if bias is None else bias.detach(), persistent=False)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        rows = x.reshape(-1, x.shape[-1])
        scale = rows.abs().amax(dim=1, keepdim=True).clamp_min(1e-12) / 127
        whole = (rows / scale).round_().to(torch.int8)
        product = torch._int_mm(whole, self.weight).float().mul_(scale).mul_(self.scale)
        if self.bias is not None:
            product += self.bias
        return product.view(*x.shape[:-1], -1)


class WholeDecoder(nn.Module):
    """Whisper's decoder, which weighs its vocabulary in whole numbers: the widest of all its products."""

    def __init__(self, decoder: Any) -> None:
        super().__init__()
        self.token_embedding, self.blocks, self.ln = (
            decoder.token_embedding,
            decoder.blocks,
            decoder.ln,
        )
        self.positional_embedding = decoder.positional_embedding
        self.register_buffer("mask", decoder.mask, persistent=False)
        self._logits = WholeLinear(decoder.token_embedding.weight, None)

    def forward(
        self,
        x: torch.Tensor,
        xa: torch.Tensor,
        kv_cache: dict[nn.Module, torch.Tensor] | None = None,
    ) -> torch.Tensor:
        """How likely each token of the vocabulary is after each token of `x`."""
        before = next(iter(kv_cache.values())).shape[1] if kv_cache else 0
        places = self.positional_embedding[before : before + x.shape[-1]]
        x = (self.token_embedding(x) + places).to(xa.dtype)
        for block in self.blocks:
            x = block(x, xa, mask=self.mask, kv_cache=kv_cache)
        logits: torch.Tensor = self._logits(self.ln(x))
        return logits
