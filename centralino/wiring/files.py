"""Wiring of files of customers, hardware and calendars: the readers of the commands, for the console."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from centralino.files import calendars
from centralino.files.customers import CUSTOMERS, HARDWARE, Book, alike, file_of, read_file, take
from rules.rota import Kind
from store.staff.calendars import Refused
from web.console.services import CalendarRead, CustomerFiles, FileKind, FileRead

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


def read_calendar(
    timezone: str,
    name: str,
    data: bytes,
    span: tuple[datetime, datetime],
    who: str | None,
    kind: Kind | None,
) -> CalendarRead:
    """The same as the command reads, with the same bounds; raises BadInput as it does."""
    start, end = span
    read = calendars.read_content(
        Path(name), data, start, end, timezone=timezone, who=who, kind=kind
    )
    faults = [Refused(one.uid, one.start, one.error) for one in read.faults]
    return CalendarRead(read.name, read.found, faults, read.unread)
