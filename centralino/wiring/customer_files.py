"""Wiring of the files of customers and hardware: the reader of the commands, for the console."""

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from centralino.files.customers import CUSTOMERS, HARDWARE, Book, alike, file_of, read_file, take
from web.console.services import CustomerFiles, FileKind, FileRead

_BOOKS: dict[FileKind, Book[Any]] = {"customers": CUSTOMERS, "hardware": HARDWARE}


def customer_files() -> CustomerFiles:
    """The same reader, checks and encodings as `centralino customers import` and `export`."""
    return CustomerFiles(_take, _export)


def _take(
    session: Session,
    kind: FileKind,
    data: bytes,
    *,
    today: date,
    writes: bool,
    change_owner: bool,
) -> FileRead:
    book = _BOOKS[kind]
    sheet = read_file(book, data, today)
    writes = writes and not sheet.mistakes
    changes = take(session, book, sheet, writes=writes, change_owner=change_owner)
    groups = alike(session, changes) if book is CUSTOMERS else []
    return FileRead(sheet, changes, groups)


def _export(session: Session, kind: FileKind) -> bytes:
    book = _BOOKS[kind]
    return file_of(book, book.held(session))
