"""A Whisper that hears no more padding than it needs, and counts in whole numbers, says the same."""

import numpy as np
import pytest
import torch
from whisper.model import ModelDimensions, Whisper

from transcription.speed.padding import frames_heard
from transcription.speed.quick_whisper import WholeLinear, quickened

SIZE = {"n_audio_ctx": 1500, "n_audio_state": 16, "n_audio_head": 2, "n_audio_layer": 1}
SIZE |= {"n_text_ctx": 448, "n_text_state": 16, "n_text_head": 2, "n_text_layer": 1}
TOKENS = torch.tensor([[50258, 50274, 50359, 50364, 400]])


@pytest.mark.parametrize(
    ("sounding", "frames", "heard"),
    [
        (1000, 3000, 1300),  # three seconds of padding
        (1001, 3000, 1302),  # two frames at a time
        (2900, 3000, 3000),  # no more than there is
        (0, 3000, 300),
    ],
)
def test_a_piece_is_heard_with_three_seconds_of_its_padding(sounding, frames, heard) -> None:
    assert frames_heard(np.arange(frames) < sounding) == heard


@pytest.fixture
def whisper_model() -> Whisper:
    torch.manual_seed(7)
    model = Whisper(ModelDimensions(n_mels=80, n_vocab=51865, **SIZE))
    for weights in model.parameters():
        torch.nn.init.normal_(weights, std=0.1)
    return model.eval()


@pytest.fixture
def mel() -> torch.Tensor:
    """Ten seconds of something, and zeros as Whisper pads them."""
    sound = torch.zeros(1, 80, 3000)
    sound[..., :1000] = torch.randn(1, 80, 1000, generator=torch.Generator().manual_seed(1))
    return sound


def encoded(model: Whisper) -> list[int]:
    """Notes how many frames each pass of the encoder's first layer is given."""
    passes: list[int] = []
    first = model.encoder._whole.conv1
    first.register_forward_pre_hook(lambda _, given: passes.append(given[0].shape[-1]))
    return passes


@torch.inference_mode()
def test_with_all_of_its_padding_the_model_computes_what_it_did(whisper_model, mel) -> None:
    before = whisper_model(mel, TOKENS)
    quick = quickened(whisper_model, padding=30.0, whole_numbers=False)
    assert torch.allclose(quick(mel, TOKENS), before, atol=1e-4)


@torch.inference_mode()
def test_a_piece_is_encoded_once_and_as_long_as_it_is(whisper_model, mel) -> None:
    quick = quickened(whisper_model)
    passes = encoded(quick)
    features = quick.embed_audio(mel)
    quick(mel, TOKENS)
    assert passes == [1300]
    assert features.shape == (1, 650, 16)
    quick.embed_audio(mel * 0.5)
    assert passes == [1300, 1300]


@torch.inference_mode()
def test_step_by_step_the_decoder_says_what_it_says_at_once(whisper_model, mel) -> None:
    quick = quickened(whisper_model)
    features = quick.embed_audio(mel)
    at_once = quick.logits(TOKENS, features)
    cache, hooks = quick.install_kv_cache_hooks()
    steps = [
        quick.decoder(tokens, features, kv_cache=cache) for tokens in TOKENS.split([4, 1], dim=1)
    ]
    for hook in hooks:
        hook.remove()
    assert torch.allclose(torch.cat(steps, dim=1), at_once, atol=1e-3)


@torch.inference_mode()
def test_whole_numbers_are_within_two_hundredths_of_the_layer_that_they_stand_for() -> None:
    layer = torch.nn.Linear(64, 96)
    rows = torch.randn(3, 5, 64, generator=torch.Generator().manual_seed(2))
    whole = WholeLinear(layer.weight, layer.bias)(rows)
    assert whole.shape == (3, 5, 96)
    assert (whole - layer(rows)).abs().max() < 0.02 * layer(rows).abs().max()
    silence = WholeLinear(layer.weight, None)(torch.zeros(1, 64))
    assert torch.equal(silence, torch.zeros(1, 96))
