"""Models: the demonstration that ships, one by its name, or a file or folder of one's own."""

from __future__ import annotations

import hashlib
import re
import zipfile
from dataclasses import dataclass, replace
from pathlib import Path

from rules.errors import BadInput
from transcription import ctranslate2_folder

DEMO = Path(__file__).with_name("demo_model") / "demo.pt"
DEMO_NAME = "demo"
WINDOW = 28.0  # seconds: Whisper hears 30 at once
DEMO_WINDOW = 11.0  # the demonstration learnt from clips of up to some fourteen seconds
_OFFICIAL = re.compile(
    r"(tiny|base|small|medium)(\.en)?|large(-v[123])?|large-v3-turbo|turbo", re.ASCII
)
_ALIASES = {"large": "large-v3", "turbo": "large-v3-turbo"}  # whisper's own
_OLD_MAGIC = b"\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19"  # before PyTorch 1.6
CHUNK = 1024 * 1024


@dataclass(frozen=True)
class Settings:
    """What the configuration says of transcription."""

    model: str
    models_path: Path
    language: str | None = "it"
    prompt: str = ""
    engine: str = "whisper"
    threads: int | None = None  # None: as many as there are cores


@dataclass(frozen=True)
class ModelChoice:
    """A checkpoint to load: a .pt file, or a folder of CTranslate2's.

    `official` names one that OpenAI publishes with its checksum; `path` is then the folder of all models.
    """

    name: str
    path: Path
    official: bool = False
    takes_prompt: bool = True
    times_words: bool = True  # well enough to tell what it left out
    longest_piece_s: float = WINDOW
    language: str | None = None  # the only one it knows


def choose(settings: Settings) -> ModelChoice:
    """The checkpoint that `transcription.model` means; raises BadInput for an unknown one."""
    name = settings.model
    if name == DEMO_NAME:
        return ModelChoice(
            name,
            DEMO,
            takes_prompt=False,
            times_words=False,
            longest_piece_s=DEMO_WINDOW,
            language="it",
        )
    if is_official(name):
        folder = settings.models_path / official_name(name)
        if ctranslate2_folder.is_one(folder):
            return ModelChoice(official_name(name), folder)
        return ModelChoice(official_name(name), settings.models_path, official=True)
    path = Path(name)
    if path.is_file() or ctranslate2_folder.is_one(path):
        return ModelChoice(path.stem, path)
    raise BadInput(
        "transcription.model: expected demo, an official name (tiny, base, small, medium, large-v3, "
        "turbo ...), the path of a .pt file or of a folder with "
        f'{ctranslate2_folder.MODEL_FILE}, found "{name}"'
    )


def shipped(settings: Settings) -> Settings:
    """The same, hearing with the model that ships, in the one engine and language that it knows."""
    return replace(settings, model=DEMO_NAME, engine="whisper", language="it")


def is_official(name: str) -> bool:
    """Whether OpenAI publishes a model of that name."""
    return _OFFICIAL.fullmatch(name) is not None


def official_name(name: str) -> str:
    """The name of the file: `turbo` is large-v3-turbo."""
    return _ALIASES.get(name, name)


def fault(settings: Settings) -> str | None:
    """What a short look finds wrong with the model's file; a name is not looked at."""
    path = Path(settings.model)
    if settings.model == DEMO_NAME or is_official(settings.model):
        return None
    if ctranslate2_folder.is_one(path):
        return None
    if not path.is_file():
        return f"{path}, which is no file" if path.exists() else f"{path}, which is not there"
    try:
        return None if _is_checkpoint(path) else f"{path}, which is no checkpoint of PyTorch's"
    except OSError as error:
        return f"{path}: {error.strerror}"


def to_download(settings: Settings) -> str | None:
    """The name of the official model that is not here yet, and comes with the first start."""
    name = official_name(settings.model)
    if not is_official(name) or (settings.models_path / f"{name}.pt").is_file():
        return None
    return None if ctranslate2_folder.is_one(settings.models_path / name) else name


def _is_checkpoint(path: Path) -> bool:
    """Whether it begins as one, and is there to its end."""
    with path.open("rb") as file:
        if file.read(len(_OLD_MAGIC)) == _OLD_MAGIC:
            return True
    try:
        with zipfile.ZipFile(path) as archive:  # reads its list of contents alone
            return any(name.endswith("/data.pkl") for name in archive.namelist())
    except zipfile.BadZipFile:
        return False


def checked(path: Path, sha256: str) -> Path:
    """The file, once its checksum is the published one; raises BadInput naming both."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
    if digest.hexdigest() != sha256:
        raise BadInput(
            f"{path}: expected a file with SHA-256 {sha256}, found {digest.hexdigest()}; delete it "
            "to have it downloaded anew"
        )
    return path
