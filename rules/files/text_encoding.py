"""Text encoding: what the bytes of a text file say, as programs of Windows, DOS and others write them."""

from rules.files.office_encodings import likeliest

# What editors of Windows write at the beginning of a text.
_MARKS = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be", b"\xef\xbb\xbf": "utf-8"}


def text_of(data: bytes) -> str | None:
    """The letters, without the mark of their encoding; None for what is no text.

    UTF-16 by its mark; else UTF-8, and where it is none, whichever of the old encodings fits best.
    """
    mark = next((mark for mark in _MARKS if data.startswith(mark)), b"")
    try:
        return data[len(mark) :].decode(_MARKS[mark] if mark else "utf-8")
    except UnicodeDecodeError:
        return None if mark else likeliest(data)
