"""A backup holds all that is worth keeping, and is known to be good because it was restored."""

import hashlib
import json
import os
from datetime import timedelta

import pytest
from sqlalchemy import delete, insert, select

from centralino.backups import making
from store import signs_of_life
from store.database.comparison import UNDER_WAY
from store.models import Attachment, Callback, Recording, Ticket, TicketHistory
from store.models.states import RecordingState
from tests.builders import a_call, a_recording, a_ticket
from tests.centralino.cli.runner import runner

WORDS = b"what a caller said"


@pytest.fixture
def run(database_url, monkeypatch, tmp_path, now):
    monkeypatch.setenv("CENTRALINO_RECORDINGS__PATH", str(tmp_path / "recordings"))
    monkeypatch.setenv("CENTRALINO_FORM__ATTACHMENTS_PATH", str(tmp_path / "attachments"))
    return runner(database_url, monkeypatch, tmp_path, now)


@pytest.fixture
def kept(sessions, now, tmp_path):
    """A recording on the disk and in its row; its name."""
    with sessions.begin() as session:
        call = a_call(session, now=now)
        recording = a_recording(session, call, now=now)
        name = f"{recording.sid}.wav"
        recording.state, recording.path = RecordingState.STORED, name
        recording.bytes, recording.sha256 = len(WORDS), hashlib.sha256(WORDS).hexdigest()
        a_ticket(session, call, now=now)
    (tmp_path / "recordings").mkdir()
    (tmp_path / "recordings" / name).write_bytes(WORDS)
    return name


def test_a_backup_is_made_and_found_good(run, kept, tmp_path, sessions, now):
    folder = tmp_path / "backup"
    told = json.loads(run("backups", "make", str(folder), "--json").stdout)
    assert (told["copied"], told["lost"], told["removed"]) == (1, 0, 0)
    assert (folder / "recordings" / kept).read_bytes() == WORDS
    assert {path.stat().st_mode & 0o077 for path in folder.rglob("*")} == {0}
    found = json.loads(run("backups", "try", str(folder), "--json").stdout)
    assert found["faults"] == []
    assert found["files"] == 1
    assert found["tables"]["tickets"]["same"] == 1
    with sessions() as session:
        seen = signs_of_life.seen(session)
    assert seen[signs_of_life.Sign.BACKUP] <= seen[signs_of_life.Sign.BACKUP_TRIAL]


def test_what_changed_since_is_told_and_no_fault(run, kept, tmp_path, sessions, now):
    folder = tmp_path / "backup"
    run("backups", "make", str(folder))
    with sessions.begin() as session:
        session.query(Ticket).one().subject = "another"
        a_ticket(session, now=now)
    told = run("backups", "try", str(folder)).stdout
    assert "1 changed since" in told


def test_rows_that_the_copy_lacks_are_a_fault(run, kept, tmp_path, sessions, now):
    """A row between others that the copy has was there when it was made."""
    folder = tmp_path / "backup"
    with sessions.begin() as session:
        numbers = [a_ticket(session, now=now).id for _ in range(UNDER_WAY + 2)]
        lost = numbers[1]
        session.execute(delete(TicketHistory).where(TicketHistory.ticket_id == lost))
        session.execute(delete(Callback).where(Callback.ticket_id == lost))
        row = dict(
            session.execute(select(Ticket.__table__).where(Ticket.id == lost)).one()._mapping
        )
        session.execute(delete(Ticket).where(Ticket.id == lost))
    run("backups", "make", str(folder))
    with sessions.begin() as session:
        session.execute(insert(Ticket.__table__).values(**row))
    result = run("backups", "try", str(folder), code=1)
    assert "FAULT  tickets: 1 rows that were there before are missing in the copy" in result.stdout
    assert "cannot be relied upon" in result.stderr


def test_a_file_that_was_altered_or_is_missing_is_a_fault(run, kept, tmp_path):
    folder = tmp_path / "backup"
    run("backups", "make", str(folder))
    file = folder / "recordings" / kept
    file.write_bytes(WORDS[::-1])
    assert (
        f"recordings/{kept}: not the file that was copied"
        in run("backups", "try", str(folder), code=1).stdout
    )
    file.unlink()
    assert f"recordings/{kept}: missing" in run("backups", "try", str(folder), code=1).stdout


def test_what_was_deleted_goes_and_what_is_merely_missing_stays(run, kept, tmp_path, sessions):
    folder, mirrored = tmp_path / "backup", tmp_path / "backup" / "recordings" / kept
    run("backups", "make", str(folder))
    (tmp_path / "recordings" / kept).unlink()
    run("backups", "make", str(folder))
    assert mirrored.exists()
    with sessions.begin() as session:
        recording = session.query(Recording).one()
        recording.state, recording.path = RecordingState.DELETED, None
    told = json.loads(run("backups", "make", str(folder), "--json").stdout)
    assert told["removed"] == 1
    assert not mirrored.exists()


def test_a_file_that_neither_place_has_is_told(run, kept, tmp_path):
    (tmp_path / "recordings" / kept).unlink()
    assert "1 files that are named" in run("backups", "make", str(tmp_path / "backup")).stderr


def test_copies_that_are_too_old_go_but_the_newest(run, kept, tmp_path, now):
    folder = tmp_path / "backup"
    folder.mkdir()
    for days in (40, 20, 3):
        at = now - timedelta(days=days)
        (folder / f"{making.NAME}{at:{making.STAMP}}.db").write_bytes(b"")
    (folder / "notes.txt").write_text("ours")
    run("backups", "make", str(folder), "--keep", "14")
    ages = [round((now - at) / timedelta(days=1)) for at, _ in making.copies(folder)]
    assert ages == [3, 0]
    assert (folder / "notes.txt").exists()


def test_an_empty_folder_has_nothing_to_try(run, tmp_path, kept):
    (tmp_path / "none").mkdir()
    assert "backups make" in run("backups", "try", str(tmp_path / "none"), code=1).stderr


def test_a_copy_that_is_damaged_is_told(run, kept, tmp_path):
    folder = tmp_path / "backup"
    run("backups", "make", str(folder))
    os.truncate(making.copies(folder)[-1][1], 3000)
    run("backups", "try", str(folder), code=1)


def test_attachments_are_kept_too(run, kept, tmp_path, sessions, now):
    name = "0" * 32
    with sessions.begin() as session:
        ticket = session.query(Ticket).one()
        session.add(
            Attachment(
                ticket_id=ticket.id,
                name="a.png",
                media_type="image/png",
                bytes=3,
                sha256=hashlib.sha256(b"png").hexdigest(),
                path=name,
                created_at=now,
            )
        )
    (tmp_path / "attachments").mkdir()
    (tmp_path / "attachments" / name).write_bytes(b"png")
    run("backups", "make", str(tmp_path / "backup"))
    assert (tmp_path / "backup" / "attachments" / name).read_bytes() == b"png"
