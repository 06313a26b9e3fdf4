"""A model as faster-whisper keeps it is the same model once read: the demonstration, there and back."""

import json
import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from rules.errors import BadInput
from transcription import ctranslate2_folder
from transcription.models import DEMO, Settings, choose
from transcription.whisper_engine import WhisperEngine

HALF, SHORT, BYTE = 4, 2, 1
TYPES = {np.dtype(np.float16): HALF, np.dtype(np.int16): SHORT, np.dtype(np.int8): BYTE}


def written(values: dict[str, Any], *, version: int = 6, name: str = "WhisperSpec") -> bytes:
    """As CTranslate2 4.8 writes it (ctranslate2/specs/model_spec.py, `_serialize`)."""

    def text(one: str) -> bytes:
        raw = one.encode() + b"\0"
        return struct.pack("<H", len(raw)) + raw

    made = [struct.pack("<I", version), text(name), struct.pack("<II", 3, len(values))]
    for key, value in values.items():
        array = np.asarray(value)
        made += [text(key), struct.pack("<B", array.ndim)]
        made += [struct.pack("<I", size) for size in array.shape]
        made += [struct.pack("<BI", TYPES[array.dtype], array.nbytes), array.tobytes()]
    return b"".join([*made, struct.pack("<I", 0)])


def folded(checkpoint: dict[str, Any]) -> dict[str, Any]:
    """openai-whisper's tensors under CTranslate2's names, several in one where it has one."""
    dims = checkpoint["dims"]
    given = {key: value.half().numpy() for key, value in checkpoint["model_state_dict"].items()}
    found: dict[str, Any] = {
        "decoder/embeddings/weight": given["decoder.token_embedding.weight"],
        "decoder/position_encodings/encodings": given["decoder.positional_embedding"],
        "encoder/position_encodings/encodings": given["encoder.positional_embedding"],
        "encoder/num_heads": np.int16(dims["n_audio_head"]),
        "decoder/num_heads": np.int16(dims["n_text_head"]),
    }

    def norm(theirs: str, ours: str) -> None:
        found[f"{theirs}/gamma"] = given[f"{ours}.weight"]
        found[f"{theirs}/beta"] = given[f"{ours}.bias"]

    def linear(theirs: str, *ours: str) -> None:
        weights = [given[f"{one}.weight"] for one in ours]
        found[f"{theirs}/weight"] = np.concatenate(weights)
        found[f"{theirs}/bias"] = np.concatenate(
            [
                given.get(f"{one}.bias", np.zeros(len(weight), np.float16))
                for one, weight in zip(ours, weights, strict=True)
            ]
        )

    for at in (1, 2):
        for part in ("weight", "bias"):
            found[f"encoder/conv{at}/{part}"] = given[f"encoder.conv{at}.{part}"]
    norm("encoder/layer_norm", "encoder.ln_post")
    norm("decoder/layer_norm", "decoder.ln")
    for side, count in (("encoder", dims["n_audio_layer"]), ("decoder", dims["n_text_layer"])):
        for at in range(count):
            theirs, ours = f"{side}/layer_{at}", f"{side}.blocks.{at}"
            norm(f"{theirs}/self_attention/layer_norm", f"{ours}.attn_ln")
            own = [f"{ours}.attn.{part}" for part in ("query", "key", "value")]
            linear(f"{theirs}/self_attention/linear_0", *own)
            linear(f"{theirs}/self_attention/linear_1", f"{ours}.attn.out")
            norm(f"{theirs}/ffn/layer_norm", f"{ours}.mlp_ln")
            linear(f"{theirs}/ffn/linear_0", f"{ours}.mlp.0")
            linear(f"{theirs}/ffn/linear_1", f"{ours}.mlp.2")
            if side == "decoder":
                cross = f"{ours}.cross_attn"
                norm(f"{theirs}/attention/layer_norm", f"{cross}_ln")
                linear(f"{theirs}/attention/linear_0", f"{cross}.query")
                linear(f"{theirs}/attention/linear_1", f"{cross}.key", f"{cross}.value")
                linear(f"{theirs}/attention/linear_2", f"{cross}.out")
    return found


@pytest.fixture(scope="module")
def demo() -> dict[str, Any]:
    checkpoint: dict[str, Any] = torch.load(DEMO, map_location="cpu", weights_only=True)
    return checkpoint


@pytest.fixture
def folder(demo: dict[str, Any], tmp_path: Path) -> Path:
    place = tmp_path / "ours"
    place.mkdir()
    (place / "model.bin").write_bytes(written(folded(demo)))
    (place / "config.json").write_text(json.dumps({"alignment_heads": [[1, 0]]}))
    return place


def test_each_tensor_comes_back_as_it_was(demo: dict[str, Any], folder: Path) -> None:
    read = ctranslate2_folder.read(folder)
    assert read.dims == demo["dims"]
    assert read.alignment_heads == ((1, 0),)
    given = demo["model_state_dict"]
    assert set(read.tensors) == {name for name in given if name != "decoder.mask"}
    for name, values in read.tensors.items():
        assert np.array_equal(values, given[name].half().float().numpy()), name


def test_the_engine_loads_a_folder_by_its_path_and_by_an_official_name(
    folder: Path, tmp_path: Path
) -> None:
    by_path = Settings(model=str(folder), models_path=tmp_path)
    assert WhisperEngine.load(by_path).model == "ours"
    folder.rename(tmp_path / "small")
    by_name = choose(Settings(model="small", models_path=tmp_path))
    assert (by_name.path, by_name.official) == (tmp_path / "small", False)


@pytest.mark.parametrize(
    ("spoilt", "told"),
    [
        (lambda raw: b"", "expected a Whisper model of CTranslate2's"),
        (lambda raw: b"PK\3\4" + raw, "expected version 6"),
        (lambda raw: raw[: len(raw) // 2], "bytes of"),
        (lambda raw: raw.replace(b"WhisperSpec", b"BertRunSpec"), "expected a WhisperSpec"),
        (
            lambda raw: raw.replace(b"encoder/conv1/weight", b"encoder/conv9/weight"),
            "expected a Wh",
        ),
    ],
)
def test_what_is_no_whisper_model_is_named(spoilt: Any, told: str, folder: Path) -> None:
    path = folder / "model.bin"
    path.write_bytes(spoilt(path.read_bytes()))
    with pytest.raises(BadInput, match=told):
        ctranslate2_folder.read(folder)


def test_weights_rounded_to_integers_are_refused(demo: dict[str, Any], folder: Path) -> None:
    rounded = folded(demo) | {"encoder/layer_0/ffn/linear_0/weight_scale": np.float16(1)}
    (folder / "model.bin").write_bytes(written(rounded))
    with pytest.raises(BadInput, match="quantised to integers"):
        ctranslate2_folder.read(folder)
