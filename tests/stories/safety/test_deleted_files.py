"""What is deleted is gone from the disk: under a download, past a file that stays, after a kill."""

import io
import os
from datetime import timedelta
from pathlib import Path

import pytest

from centralino.wiring.places import places_of
from scheduler import folder_sweep, recording_download, sweep
from scheduler.recording_download import Fetching
from scheduler.sweep import Sweeping
from store.messages import told_before
from store.models import Attachment, Recording
from tests.builders import a_recording_sid
from tests.ivr.signed_call import RECORDED
from tests.stories.doors import Doors, Https, hidden_in

DAY = timedelta(days=1)


def left_message(doors: Doors) -> str:
    call, sid = doors.call(), a_recording_sid()
    doors.said[sid] = "La cassa non stampa"
    call.rings()
    call.recorded(RECORDED, sid, 12)
    call.recording_is("completed", sid, 12)
    call.ends()
    return sid


def sends(doors: Doors, *names: str) -> str:
    """A form with files; the path of its page."""
    client = Https(doors.app)
    typed = {
        **hidden_in(client.get("/assistenza").text),
        **{"azienda": "Rossi", "nome": "Marco", "telefono": "045 8001234", "tipo": "software"},
        "descrizione": "Non parte",
        "allegati": [(io.BytesIO(f"testo di {name}\n".encode()), name) for name in names],
    }
    sent = client.post("/assistenza", data=typed, content_type="multipart/form-data")
    assert sent.status_code == 303, sent.text
    return sent.location.partition("?")[0].removeprefix("https://assistenza.example.it")


def erases(doors: Doors, path: str) -> None:
    client, page = Https(doors.app), f"{path}/cancella"
    hidden = hidden_in(client.get(page).text)
    assert client.post(page, data=hidden).status_code == 303


def sweeps(doors: Doors) -> int:
    return folder_sweep.delete_left_over(doors.sessions, doors.clock, places_of(doors.settings))


def lies(path: Path, doors: Doors, ago: timedelta) -> Path:
    """A file of so long ago."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"RIFF")
    at = (doors.clock() - ago).timestamp()
    os.utime(path, (at, at))
    return path


@pytest.mark.parametrize("dies", [False, True], ids=["runs on", "is killed"])
def test_sound_that_is_erased_while_it_is_downloaded_is_not_kept(doors: Doors, dies: bool):
    sid = left_message(doors)
    folder = doors.settings.recordings.path

    def download(which: str, target: object) -> None:
        doors(which, target)
        erases(doors, doors.own_path(1001))

    fetching = Fetching(folder)
    if dies:  # after the file has its name, and before its row is written
        with doors.sessions.begin() as session:
            claim = recording_download.recordings.claim_fetch(
                session, now=doors.clock(), lease=fetching.lease
            )
        recording_download.fetch(claim, download, folder)
        assert [one.name for one in folder.iterdir()] == [f"{sid}.wav"]
        assert sweeps(doors) == 1
    else:
        recording_download.fetch_all(doors.sessions, download, doors.clock, fetching)
    assert list(folder.iterdir()) == []


def test_a_file_that_cannot_be_deleted_stops_no_other_and_goes_later(doors: Doors):
    path = sends(doors, "a.txt", "b.txt")
    folder = doors.settings.form.attachments_path
    with doors.sessions() as session:
        stuck, other = [folder / row.path for row in session.query(Attachment)]
    stuck.unlink()
    stuck.mkdir()  # nothing that unlink() deletes, also for root
    erases(doors, path)
    assert not other.exists()
    assert stuck.exists()
    assert sweeps(doors) == 0
    stuck.rmdir()
    lies(stuck, doors, timedelta())
    assert sweeps(doors) == 1  # it was erased: nothing is waited for
    assert not stuck.exists()


def test_retention_goes_on_after_a_file_that_cannot_be_deleted(doors: Doors):
    sids = [left_message(doors) for _ in range(3)]
    doors.works()
    folder = doors.settings.recordings.path
    stuck = folder / f"{sids[0]}.wav"
    stuck.unlink()
    stuck.mkdir()
    sweeping, later = Sweeping(folder, keep=90 * DAY), doors.clock() + 91 * DAY
    assert sweep.delete_expired(doors.sessions, lambda: later, sweeping) == 2
    assert [one.name for one in folder.iterdir()] == [stuck.name]
    stuck.rmdir()
    assert sweep.delete_expired(doors.sessions, lambda: later, sweeping) == 1

    sends(doors, "a.txt", "b.txt")
    sent = doors.settings.form.attachments_path
    with doors.sessions() as session:
        first, second = [sent / row.path for row in session.query(Attachment)]
    first.unlink()
    first.mkdir()
    assert sweep.delete_old_attachments(doors.sessions, lambda: later, sent, 90 * DAY) == 1
    assert not second.exists()


def test_what_no_row_holds_goes_after_a_month_and_a_month_after_a_restore(doors: Doors, logged):
    sid = left_message(doors)
    doors.works()
    doors.clock.at += 40 * DAY
    sent, spoken = doors.settings.form.attachments_path, doors.settings.recordings.path
    orphan = lies(sent / ("f" * 32), doors, 31 * DAY)
    sound = lies(spoken / f"RE{'9' * 32}.wav", doors, 31 * DAY)
    young = lies(sent / ("e" * 32), doors, 29 * DAY)
    foreign = lies(sent / "elenco.txt", doors, 400 * DAY)
    with doors.sessions.begin() as session:
        told_before.copy_was_restored(session, doors.clock() - DAY)
    assert sweeps(doors) == 0  # the copy may be older than the files
    doors.clock.at += 30 * DAY
    assert sweeps(doors) == 3
    assert not any(path.exists() for path in (orphan, sound, young))
    assert foreign.exists()
    kept = spoken / f"{sid}.wav"
    assert kept.exists()
    kept.unlink()
    sweeps(doors)
    (told,) = [one for one in logged if one["event"] == "recordings missing"]
    assert (told["count"], told["first"]) == (1, sid)


def test_a_database_that_has_just_begun_deletes_nothing_it_does_not_know(doors: Doors):
    sound = lies(doors.settings.recordings.path / f"RE{'9' * 32}.wav", doors, 400 * DAY)
    assert sweeps(doors) == 0
    left_message(doors)
    assert sweeps(doors) == 0
    assert sound.exists()


def test_a_sound_that_was_put_aside_while_it_was_fetched_goes_the_next_day(doors: Doors):
    sid = left_message(doors)
    with doors.sessions.begin() as session:
        row = session.get_one(Recording, sid)
        row.state = "superseded"
    path = lies(doors.settings.recordings.path / f"{sid}.wav", doors, timedelta(hours=23))
    assert sweeps(doors) == 0
    doors.clock.at += timedelta(hours=2)
    assert sweeps(doors) == 1
    assert not path.exists()
