"""Who asks for it gets all that we hold, and who is erased is nowhere: a canary through every door."""

import io
import json
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, make_url, text

from centralino.wiring.places import places_of
from rules.errors import NotFound
from scheduler import twilio_deletions
from store.calls import corrections
from store.customers import installations
from store.messages import outbox
from store.models import Base, Call, Outbox, Recording, Ticket, Turn
from store.models.states import OutboxKind, OutboxState, RecordingState
from tests.builders import a_customer, a_recording_sid
from tests.ivr.signed_call import RECORDED, state
from tests.stories.doors import Doors, Https, hidden_in

NUMBER, SPELT = "+390457654321", "045 765 43-21"
MOBILE = "+393331234987"
SPOKEN = "Sono Zebedeo della Pasticceria Quagliarella, la cassa non stampa lo scontrino"
HOUR = timedelta(hours=1)
CANARIES = (
    *("zebedeo", "quagliarella", "7654321", "quarzite", "88417", "canarino@"),
    *("1234987", "ornitorinco", "quagliarelli"),
)


@pytest.fixture
def told(doors: Doors) -> str:
    """A message by telephone, with a code keyed and its text corrected; and a form with a file."""
    call = doors.call(caller=NUMBER)
    call.rings()
    call.presses(f"/voice/code?{state()}", "88417")
    sid = a_recording_sid()
    doors.said[sid] = SPOKEN
    call.recorded(RECORDED, sid, 12)
    call.recording_is("completed", sid, 12)
    call.ends()
    doors.works()
    with doors.sessions.begin() as session:
        fixed = SPOKEN.replace("Quagliarella", "Quagliarelli")
        corrections.correct(session, sid, fixed, actor="anna", now=doors.clock())
        ticket = session.query(Ticket).filter_by(call_sid=call.sid).one()
        told = {"kind": OutboxKind.SMS, "to": MOBILE, "body": {"text": "Buongiorno Zebedeo"}}
        outbox.put(session, **told, key="k", now=doors.clock(), ticket_id=ticket.id)
        row = session.query(Outbox).one()
        row.state, row.provider_sid = OutboxState.SENT, "SM" + "1" * 32
    client = Https(doors.app)
    hidden = hidden_in(client.get("/assistenza").text)
    typed = {
        **{"azienda": "Quagliarella", "nome": "Zebedeo", "telefono": SPELT, "tipo": "software"},
        **{"descrizione": "La quarzite è rotta", "email": "canarino@example.it"},
        "allegati": (io.BytesIO(b"ornitorinco nel testo\n"), "ornitorinco.txt"),
    }
    sent = client.post("/assistenza", data={**hidden, **typed}, content_type="multipart/form-data")
    assert sent.status_code == 303, sent.text
    return call.sid


def everything(engine: Engine) -> str:
    """Every value of every table and index that the database lets us read."""
    found = []
    with engine.connect() as connection:
        for table in Base.metadata.sorted_tables:
            found += [str(tuple(row)) for row in connection.execute(table.select())]
        if engine.dialect.name == "sqlite":
            for name in ("tickets_words", "transcripts_words"):
                rows = connection.execute(text(f"SELECT hex(block) FROM {name}_data"))
                found += [bytes.fromhex(row[0]).decode("latin-1") for row in rows]
    return "\n".join(found)


def bytes_of(url: str, engine: Engine, folder: Path) -> bytes:
    """What lies on the disk: the database's files where they can be read, and all of the folders."""
    files = [one for one in folder.rglob("*") if one.is_file()]
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("CHECKPOINT"))
            data = connection.scalar(text("SHOW data_directory"))
            oid = "SELECT oid FROM pg_database WHERE datname = current_database()"
            base = Path(str(data)) / "base" / str(connection.scalar(text(oid)))
        files += [one for one in base.iterdir() if one.is_file()]
    else:
        path = Path(str(make_url(url).database))
        files += path.parent.glob(f"{path.name}*")
    return b"\n".join(one.read_bytes() for one in files)


def found_in(words: str | bytes) -> list[str]:
    low = words.lower()
    return [one for one in CANARIES if (one if isinstance(low, str) else one.encode()) in low]


def test_who_asks_gets_all_that_is_held_by_number_in_any_spelling(doors, told, tmp_path):
    file = tmp_path / "copia.zip"
    doors.command("privacy", "export", "0039 045 7654321", "-o", str(file))
    with zipfile.ZipFile(file) as archive:
        names = archive.namelist()
        held = json.loads(archive.read("dati.json"))
    assert any(name.startswith("registrazioni/RE") for name in names)
    assert any(name.endswith("ornitorinco.txt") for name in names)
    by_phone, by_form = held["requests"]
    assert by_phone["calls"][0]["customer_code"] == "88417"
    assert by_phone["calls"][0]["keys"][0]["keys"] == "88417"
    assert by_phone["calls"][0]["recordings"][0]["transcript"] == SPOKEN
    assert by_phone["sent"][0]["to"] == MOBILE
    assert by_form["email"] == "canarino@example.it"
    assert set(found_in(json.dumps(held, ensure_ascii=False))) == set(CANARIES)
    assert json.loads(doors.command("privacy", "export", SPELT, "--json")) == held


def test_who_is_erased_is_in_no_table_index_file_or_log(doors, told, tmp_path, logged, capfd):
    engine = doors.sessions.kw["bind"]
    assert set(found_in(everything(engine))) >= {"zebedeo", "88417", "quarzite"}
    erased = json.loads(doors.command("privacy", "erase", SPELT, "--yes", "--json"))
    assert len(erased["erased"]) == 2
    assert found_in(everything(engine)) == []
    (tmp_path / "log").write_text(f"{logged} {capfd.readouterr()}")
    assert found_in(bytes_of(doors.url, engine, tmp_path)) == []
    again = json.loads(doors.command("privacy", "erase", SPELT, "--yes", "--json"))
    assert again == {"erased": [], "calls": []}
    with doors.sessions() as session:
        kept = session.query(Ticket).order_by(Ticket.id).all()
    assert [one.id for one in kept] == erased["erased"]


def test_an_erased_call_stays_erased_whatever_comes_late_or_again(doors, told):
    doors.command("privacy", "erase", SPELT, "--yes")
    call = doors.call(caller=NUMBER)
    call.sid = told
    call.rings()
    call.presses(f"/voice/code?{state()}", "88417")
    late, empty = a_recording_sid(), a_recording_sid()
    call.recorded(RECORDED, late, 9)
    call.recording_is("completed", late, 9)
    call.recording_is("completed", empty, 0)
    call.ends()
    doors.works()
    (heard,) = doors.said  # a technician's page that was opened before
    typed = {"text": SPOKEN, "actor": "anna", "now": doors.clock()}
    with doors.sessions.begin() as session, pytest.raises(NotFound):
        corrections.correct(session, heard, **typed)
    assert found_in(everything(doors.sessions.kw["bind"])) == []
    with doors.sessions() as session:
        rows = session.query(Recording).filter(Recording.sid.in_((late, empty))).all()
        assert {row.state for row in rows} == {RecordingState.DELETED}
        assert session.query(Ticket).count() == 2
        assert {turn.digits for turn in session.query(Turn)} == {""}


def test_erasure_reaches_twilio_also_recordings_of_no_seconds_and_texts(doors, told):
    empty = a_recording_sid()
    call = doors.call(caller=NUMBER)
    call.rings()
    call.recording_is("completed", empty, 0)
    call.ends()
    doors.command("privacy", "erase", SPELT, "--yes")
    gone: list[str] = []
    deletes = {"recording": gone.append, "message": gone.append}
    twilio_deletions.remove_all(doors.sessions, deletes, lambda: doors.clock() + HOUR)
    assert {empty, *doors.said, "SM" + "1" * 32} == set(gone)


def test_what_was_erased_since_a_copy_is_erased_again_when_it_is_restored(doors, told, tmp_path):
    copy = tmp_path / "copy.backup"
    doors.command("db", "backup", str(copy))
    later = doors.call(caller=NUMBER)
    later.rings()
    later.ends()
    doors.command("privacy", "erase", SPELT, "--yes")
    listed = places_of(doors.settings).erasures
    assert found_in(listed.read_text()) == []
    doors.command("db", "restore", str(copy), "--yes", "--force", "--json")
    engine = doors.sessions.kw["bind"]
    assert found_in(everything(engine)) == []
    with doors.sessions() as session:
        assert session.get_one(Call, later.sid).erased_at is not None  # it came after the copy
    copy.unlink()
    assert found_in(bytes_of(doors.url, engine, tmp_path)) == []


def test_the_customers_own_page_erases_by_the_same_code(doors, told):
    path = doors.own_path(1002)
    client = Https(doors.app)
    client.post(f"{path}/cancella", data=hidden_in(client.get(f"{path}/cancella").text))
    assert '"ticket": 1002' in places_of(doors.settings).erasures.read_text()
    found = set(found_in(everything(doors.sessions.kw["bind"])))
    assert not found & {"quarzite", "canarino@", "ornitorinco"}


def test_who_wrote_by_the_program_is_erased_and_their_program_is_answered_again(doors):
    with doors.sessions.begin() as session:
        customer = a_customer(session, code="L7", name="Bar Sport", phones=())
        _, token = installations.add(session, customer.code, "cassa", now=doors.clock())
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": "una-volta-sola"}
    told = {"message": "La quarzite", "caller_name": "Zebedeo", "callback_number": NUMBER}
    api = doors.app.test_client()
    first = api.post("/api/v1/tickets", json=told, headers=headers)
    assert first.status_code == 201, first.text
    anna = doors.anna()
    page = f"/console/richieste/{first.json['id']}"
    anna.post(f"{page}/stato", page=page, stato="resolved", nota="parlato con Zebedeo")
    engine = doors.sessions.kw["bind"]
    assert set(found_in(everything(engine))) == {"zebedeo", "quarzite", "7654321"}
    doors.command("privacy", "erase", SPELT, "--yes")
    assert found_in(everything(engine)) == []
    again = api.post("/api/v1/tickets", json=told, headers=headers)
    assert (again.status_code, again.json["id"]) == (201, first.json["id"])
    assert found_in(everything(engine)) == []
    assert "ha cancellato i dati di qualcuno" in anna.page("/console/registro?cosa=persone")
    assert "ha cancellato i dati di questa richiesta" in anna.page("/console/registro")
