"""Where the shipped checkpoint lies, and how it is made small."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import torch

SHIPPED = Path(__file__).with_name("demo.pt")


def pack(trained: Path, target: Path) -> None:
    """Halve the weights' precision and compress: PyTorch reads a deflated archive as well.

    Most rows of the vocabulary are zero, so 33 MB become some 3 MB. Both files are what
    `whisper.load_model(path)` reads.
    """
    checkpoint = torch.load(trained, map_location="cpu", weights_only=True)
    state = {key: value.half() for key, value in checkpoint["model_state_dict"].items()}
    whole = io.BytesIO()
    torch.save({"dims": checkpoint["dims"], "model_state_dict": state}, whole)
    partial = target.with_suffix(".part")
    with (
        zipfile.ZipFile(whole) as source,
        zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as small,
    ):
        for entry in source.infolist():
            small.writestr(entry.filename, source.read(entry))
    partial.rename(target)
