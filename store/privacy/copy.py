"""A copy of all that is held: what is written as JSON, and the files, in one zip."""

import json
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import IO, Any

from store.privacy.held import File
from store.recording_files import Place, local


def write(
    target: IO[bytes] | Path,
    name: str,
    document: Any,
    folders: Iterable[tuple[Place, Iterable[File]]],
) -> None:
    """Write the zip, with the document under the name and what still lies in the folders."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, json.dumps(document, ensure_ascii=False, indent=2))
        for folder, files in folders:
            for called, path in files:
                if path and (folder / path).is_file():
                    with local(folder, path) as file:
                        archive.write(file, called)
