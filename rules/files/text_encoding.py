"""Text encoding: what the bytes of a text file say, as programs of Windows and others write them."""

# What editors of Windows write at the beginning of a text.
_MARKS = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be", b"\xef\xbb\xbf": "utf-8"}


def text_of(data: bytes) -> str | None:
    """The letters, without the mark of their encoding; None for what is no text.

    UTF-16 by its mark; else UTF-8, and where it is none, the letters of Windows.
    """
    mark = next((mark for mark in _MARKS if data.startswith(mark)), b"")
    for encoding in (_MARKS[mark],) if mark else ("utf-8", "cp1252"):
        try:
            return data[len(mark) :].decode(encoding)
        except UnicodeDecodeError:
            continue
    return None
