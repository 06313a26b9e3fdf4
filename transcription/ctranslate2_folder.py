"""CTranslate2 folder: a Whisper model as faster-whisper keeps it, read as openai-whisper has it.

Official weights are published again and again in this form, also where OpenAI's own address cannot
be reached; and one copy on the disk then serves both engines.

The file `model.bin` (ctranslate2/specs/model_spec.py, version 6): the version, the name and revision
of the specification, then each variable with its name, shape, type and bytes, then the aliases.
Self-attention's query, key and value are one matrix (`linear_0`), as are cross-attention's key and
value (`linear_1`); a key has no bias in Whisper, so that part is zero.
"""

from __future__ import annotations

import json
import re
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from rules.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float32]

MODEL_FILE = "model.bin"
_VERSION = 6
_SPECIFICATION = "WhisperSpec"
_TYPES = {0: "float32", 1: "int8", 2: "int16", 3: "int32", 4: "float16"}
_LONGEST_NAME = 300
_MOST_VARIABLES = 10_000


@dataclass(frozen=True)
class Weights:
    """Whisper's tensors by openai-whisper's names (float32), its sizes, and its alignment heads."""

    dims: dict[str, int]  # keywords of whisper.ModelDimensions
    tensors: dict[str, Array]
    alignment_heads: tuple[tuple[int, int], ...]  # (layer, head) that follow the audio


def is_one(path: Path) -> bool:
    """Whether the path is a folder with a model of CTranslate2's in it."""
    return (path / MODEL_FILE).is_file()


def read(folder: Path) -> Weights:
    """The model in a folder; raises BadInput for what is none, and OSError.

    Weights quantised to integers are refused: rounded twice they are another model.
    """
    path = folder / MODEL_FILE
    try:
        with path.open("rb") as file:
            found = dict(_variables(file, path))
    except (struct.error, ValueError, UnicodeDecodeError) as error:
        raise BadInput(
            f"{path}: expected a Whisper model of CTranslate2's, found {error}"
        ) from error
    try:
        return _as_whisper(found, _alignment_heads(folder))
    except KeyError as error:
        raise BadInput(f"{path}: expected a Whisper model, found none with {error}") from error


def _variables(file: BinaryIO, path: Path) -> Iterator[tuple[str, NDArray[np.generic]]]:
    import numpy as np  # noqa: PLC0415 - most who ask whether a folder is a model read none

    (version,) = _unpacked(file, "<I")
    if version != _VERSION:
        raise BadInput(
            f"{path}: expected version {_VERSION} of CTranslate2's format, found {version}"
        )
    name = _name(file)
    if name != _SPECIFICATION:
        raise BadInput(f"{path}: expected a {_SPECIFICATION}, found {name}")
    _, count = _unpacked(file, "<II")
    if count > _MOST_VARIABLES:
        raise BadInput(f"{path}: expected at most {_MOST_VARIABLES} variables, found {count}")
    for _ in range(count):
        name = _name(file)
        (rank,) = _unpacked(file, "<B")
        shape = _unpacked(file, f"<{rank}I")
        kind, size = _unpacked(file, "<BI")
        if kind not in _TYPES:
            raise BadInput(
                f"{path}: expected numbers of CTranslate2's, found type {kind} for {name}"
            )
        held = file.read(size)
        if len(held) < size:
            raise BadInput(f"{path}: expected {size} bytes of {name}, found {len(held)}")
        yield name, np.frombuffer(held, _TYPES[kind]).reshape(shape)


def _unpacked(file: BinaryIO, form: str) -> tuple[int, ...]:
    return struct.unpack(form, file.read(struct.calcsize(form)))


def _name(file: BinaryIO) -> str:
    (length,) = _unpacked(file, "<H")
    if length > _LONGEST_NAME:
        raise ValueError(f"a name of {length} bytes")
    return file.read(length).rstrip(b"\0").decode()


def _alignment_heads(folder: Path) -> tuple[tuple[int, int], ...]:
    """Those of config.json; where it is missing, none: whisper then takes the upper half."""
    try:
        told = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        return tuple((int(layer), int(head)) for layer, head in told.get("alignment_heads", []))
    except (OSError, ValueError, TypeError, AttributeError):
        return ()


def _as_whisper(
    found: Mapping[str, NDArray[np.generic]], heads: tuple[tuple[int, int], ...]
) -> Weights:
    if any(name.endswith("/weight_scale") for name in found):
        raise BadInput("expected weights in float16 or float32, found them quantised to integers")
    given = {name: values.astype("float32") for name, values in found.items()}
    tensors = {
        "decoder.token_embedding.weight": given["decoder/embeddings/weight"],
        "decoder.positional_embedding": given["decoder/position_encodings/encodings"],
        "encoder.positional_embedding": given["encoder/position_encodings/encodings"],
    }
    for at in (1, 2):
        for part in ("weight", "bias"):
            tensors[f"encoder.conv{at}.{part}"] = given[f"encoder/conv{at}/{part}"]
    tensors |= _norm(given, "encoder/layer_norm", "encoder.ln_post")
    tensors |= _norm(given, "decoder/layer_norm", "decoder.ln")
    layers = {side: _layers(given, side) for side in ("encoder", "decoder")}
    for side, count in layers.items():
        for at in range(count):
            tensors |= _layer(given, f"{side}/layer_{at}", f"{side}.blocks.{at}")
    n_audio_ctx, n_audio_state = tensors["encoder.positional_embedding"].shape
    n_text_ctx, n_text_state = tensors["decoder.positional_embedding"].shape
    dims = {
        "n_mels": tensors["encoder.conv1.weight"].shape[1],
        **{"n_audio_ctx": n_audio_ctx, "n_audio_state": n_audio_state},
        **{"n_audio_head": int(found["encoder/num_heads"]), "n_audio_layer": layers["encoder"]},
        "n_vocab": tensors["decoder.token_embedding.weight"].shape[0],
        **{"n_text_ctx": n_text_ctx, "n_text_state": n_text_state},
        **{"n_text_head": int(found["decoder/num_heads"]), "n_text_layer": layers["decoder"]},
    }
    return Weights(dims, tensors, heads)


def _layers(given: Mapping[str, Array], side: str) -> int:
    found = (re.match(rf"{side}/layer_(\d+)/", name) for name in given)
    return 1 + max((int(one[1]) for one in found if one), default=-1)


def _norm(given: Mapping[str, Array], theirs: str, ours: str) -> dict[str, Array]:
    return {f"{ours}.weight": given[f"{theirs}/gamma"], f"{ours}.bias": given[f"{theirs}/beta"]}


def _linear(given: Mapping[str, Array], theirs: str, *ours: str) -> dict[str, Array]:
    """One matrix of theirs as one or several of ours, from the top down."""
    import numpy as np  # noqa: PLC0415 - as above

    parts = zip(
        ours,
        np.split(given[f"{theirs}/weight"], len(ours)),
        np.split(given[f"{theirs}/bias"], len(ours)),
        strict=True,
    )
    tensors = {}
    for name, weight, bias in parts:
        tensors[f"{name}.weight"] = weight
        if not name.endswith(".key"):
            tensors[f"{name}.bias"] = bias
    return tensors


def _layer(given: Mapping[str, Array], theirs: str, ours: str) -> dict[str, Array]:
    own, across, ffn = f"{theirs}/self_attention", f"{theirs}/attention", f"{theirs}/ffn"
    attn, cross = f"{ours}.attn", f"{ours}.cross_attn"
    tensors = {
        **_norm(given, f"{own}/layer_norm", f"{ours}.attn_ln"),
        **_linear(given, f"{own}/linear_0", f"{attn}.query", f"{attn}.key", f"{attn}.value"),
        **_linear(given, f"{own}/linear_1", f"{attn}.out"),
        **_norm(given, f"{ffn}/layer_norm", f"{ours}.mlp_ln"),
        **_linear(given, f"{ffn}/linear_0", f"{ours}.mlp.0"),
        **_linear(given, f"{ffn}/linear_1", f"{ours}.mlp.2"),
    }
    if f"{across}/linear_0/weight" in given:
        tensors |= {
            **_norm(given, f"{across}/layer_norm", f"{ours}.cross_attn_ln"),
            **_linear(given, f"{across}/linear_0", f"{cross}.query"),
            **_linear(given, f"{across}/linear_1", f"{cross}.key", f"{cross}.value"),
            **_linear(given, f"{across}/linear_2", f"{cross}.out"),
        }
    return tensors
