"""Download of a speech model: an official checkpoint into the local folder, once, whole and checked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import requests

from rules.errors import TemporaryFailure
from transcription.models import CHUNK, checked

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def fetched(url: str, sha256: str, folder: Path, progress: Callable[[int, int], object]) -> Path:
    """The local file of an official model.

    What lies there already is checked before anything is downloaded. Raises BadInput for a wrong
    checksum and TemporaryFailure when it cannot be had now.
    """
    path = folder / url.rsplit("/", 1)[-1]
    if path.exists():
        return checked(path, sha256)
    folder.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".part")
    try:
        _download(url, partial, progress)
        checked(partial, sha256).rename(path)
    except requests.RequestException as error:
        raise TemporaryFailure(
            f"{url}: the model could not be downloaded ({error}); put the file into {folder} by "
            'hand, or set transcription.model to "demo"'
        ) from error
    finally:
        partial.unlink(missing_ok=True)
    return path


def _download(url: str, partial: Path, progress: Callable[[int, int], object]) -> None:
    with requests.get(url, stream=True, timeout=(10, 60)) as response:
        response.raise_for_status()
        total, done = int(response.headers.get("Content-Length", 0)), 0
        with partial.open("wb") as file:
            for chunk in response.iter_content(CHUNK):
                file.write(chunk)
                done += len(chunk)
                progress(done, total)
