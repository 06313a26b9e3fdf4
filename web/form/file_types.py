"""What an attachment is, told by its bytes alone: its name and the sender's word count nothing."""

import unicodedata
from dataclasses import dataclass
from typing import IO

from rules.files.text_encoding import text_of

HEAD = 32
ZIP_END = b"PK\x05\x06"  # an archive is read from its end: it may hide behind a picture
TAIL = 22 + 65_535  # how far from the end of a file that mark can stand
_CONTROLS = {*range(9), 11, 12, *range(14, 27), *range(28, 32), 127}


@dataclass(frozen=True)
class FileKind:
    """A type that we take, and how the names of such files end."""

    media_type: str
    endings: tuple[str, ...]  # the first is put where a name has none of them


PDF = FileKind("application/pdf", (".pdf",))
TEXT = FileKind("text/plain", (".txt", ".log", ".csv"))
SOUND = FileKind("audio/wav", (".wav",))
_PNG = FileKind("image/png", (".png",))
_JPEG = FileKind("image/jpeg", (".jpg", ".jpeg"))
_GIF = FileKind("image/gif", (".gif",))
_WEBP = FileKind("image/webp", (".webp",))
_HEIC = FileKind("image/heic", (".heic", ".heif"))
_AVIF = FileKind("image/avif", (".avif",))
_TIFF = FileKind("image/tiff", (".tif", ".tiff"))
_BMP = FileKind("image/bmp", (".bmp",))
# ISO 23008-12, B.4: pictures and bursts of them.
_HEIF_BRANDS = (
    b"heic",
    b"heix",
    b"heim",
    b"heis",
    b"hevc",
    b"hevx",
    b"hevm",
    b"hevs",
    b"mif1",
    b"msf1",
)
_BRANDS = {
    **dict.fromkeys(_HEIF_BRANDS, _HEIC),
    **dict.fromkeys((b"avif", b"avis"), _AVIF),
}
_BMP_HEADERS = {12, 40, 52, 56, 64, 108, 124}  # bytes of the second header, by its version
_BEFORE_PDF = b"\xef\xbb\xbf\r\n\t \0"  # what programs leave there, and readers pass over
_BEGINNINGS = {
    b"\x89PNG\r\n\x1a\n": _PNG,
    b"\xff\xd8\xff": _JPEG,
    b"GIF87a": _GIF,
    b"GIF89a": _GIF,
    b"II*\0": _TIFF,
    b"MM\0*": _TIFF,
}
ACCEPT = "image/*,.heic,.heif,.avif,.tif,.tiff,.bmp,application/pdf,text/plain,.log,.csv,.wav"


def kind_of(stream: IO[bytes], size: int) -> FileKind | None:
    """The kind of a file, None for one that we do not take; the stream is left at its start."""
    try:
        head = _read(stream, 0, HEAD)
        if ZIP_END in _read(stream, max(0, size - TAIL), TAIL):
            return None
        return _by_beginning(head) or (TEXT if _is_text(_read(stream, 0, size)) else None)
    finally:
        stream.seek(0)


def safe_name(given: str | None, kind: FileKind, longest: int = 100) -> str:
    """A name that is no path, shows what it says, and ends as files of its kind do."""
    last = (given or "").replace("\\", "/").rsplit("/", 1)[-1]
    letters = unicodedata.normalize("NFC", last)
    kept = "".join(letter for letter in letters if letter.isprintable() and letter not in '<>:"|?*')
    name = kept.strip().rstrip(".")
    ending = next((end for end in kind.endings if name.lower().endswith(end)), None)
    stem = name[: -len(ending)].strip(" .") if ending else name
    ending = ending or kind.endings[0]
    return (stem[: longest - len(ending)] or "allegato") + ending


def _by_beginning(head: bytes) -> FileKind | None:
    for beginning, kind in _BEGINNINGS.items():
        if head.startswith(beginning):
            return kind
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return _WEBP
    if head[:4] == b"RIFF" and head[8:12] == b"WAVE":
        return SOUND
    if head[:2] == b"BM" and int.from_bytes(head[14:18], "little") in _BMP_HEADERS:
        return _BMP
    if head.lstrip(_BEFORE_PDF).startswith(b"%PDF-"):
        return PDF
    return _BRANDS.get(head[8:12]) if head[4:8] == b"ftyp" else None


def _is_text(data: bytes) -> bool:
    """Whether it reads as text without control characters: UTF-8, UTF-16, or Windows' letters."""
    text = text_of(data)
    return bool(text) and not any(ord(letter) in _CONTROLS for letter in text or "")


def _read(stream: IO[bytes], start: int, length: int) -> bytes:
    stream.seek(start)
    return stream.read(length)
