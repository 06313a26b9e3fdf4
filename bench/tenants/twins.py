"""Firms as like one another as can be: the same numbers, names and codes; one word is each one's own."""

import os
import shutil
import wave
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy.orm import Session, sessionmaker

import store
from centralino.tenants.installation import Firm, installed
from rules.staff.accounts import Role
from rules.tickets.ticket import Kind
from store.calls import call_log, recordings
from store.customers import directory, installations
from store.models import Ticket
from store.staff import accounts, rota
from store.tickets import lifecycle

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)  # a Tuesday, in hours
CONFIG = Path(__file__).parents[2] / "config.yaml"
PASSWORD = "cavallo batteria graffetta"  # noqa: S105 - of nobody
CALLS = 3
CODE, CALLER = "L1042", "+390458001234"
ACCOUNT = "AC{:032x}"


@dataclass(frozen=True)
class Twin:
    """One firm with its rows, and what opens its doors."""

    firm: Firm
    sessions: sessionmaker[Session]
    canary: str  # a word that stands in its rows, and nowhere else
    tokens: dict[str, str]  # bearer tokens, by whose they are
    feed: str  # the secret of a calendar
    tickets: tuple[int, ...]  # the same in each firm

    @property
    def base(self) -> str:
        return str(self.firm.settings.service.public_url)


def written(folder: Path, names: Sequence[str], base: str = "https://{}.example.it") -> Path:
    """The files of an installation of so many firms; its own is returned."""
    shipped = CONFIG.read_text(encoding="utf-8").replace("model: base", "model: demo")
    for number, name in enumerate(names, 1):
        text = shipped.replace("public_url: null", f"public_url: {base.format(name)}")
        text = text.replace("api_base_url: null", "api_base_url: http://127.0.0.1:9")
        text = text.replace('"+390455117067"', f'"+3904551{number:05}"')
        text = text.replace('"+390452525658"', f'"+3904525{number:05}"')
        (folder / name).mkdir(parents=True)
        (folder / name / "config.yaml").write_text(text, encoding="utf-8")
        env = folder / name / "centralino.env"
        env.write_text(
            f"CENTRALINO_TWILIO__ACCOUNT_SID={ACCOUNT.format(number)}\n"
            f"CENTRALINO_TWILIO__AUTH_TOKEN={name * 8}\n"
        )
        env.chmod(0o600)
    file = folder / "installation.yaml"
    lines = "".join(f"  {name}: {name}/config.yaml\n" for name in names)
    file.write_text(f"tenants:\n{lines}transcription:\n  model: demo\n", encoding="utf-8")
    return file


def firms(file: Path) -> tuple[Firm, ...]:
    """As whoever serves them reads them, with the tables of each."""
    ours = {name: value for name, value in os.environ.items() if "CENTRALINO_" not in name}
    found = installed(file, ours).firms
    made: Path | None = None
    for firm in found:
        database = Path(firm.settings.database.url.removeprefix("sqlite:///"))
        database.parent.mkdir(parents=True, exist_ok=True)
        if made is None:
            engine = store.connect(firm.settings.database.url)
            store.upgrade(engine)
            engine.dispose()
            made = database
        else:
            shutil.copy(made, database)
    return found


def filled(firm: Firm) -> Twin:
    """Rows in every room of the record, with the same keys in each firm."""
    sessions = store.sessions(store.connect(firm.settings.database.url))
    canary = f"riservato{firm.name}"
    before = NOW - timedelta(days=1)
    with sessions.begin() as session:
        directory.add(
            session, code=CODE, name=f"Ferramenta {canary}", phones=[CALLER], contract=True
        )
        for name, role in (("anna", Role.TECHNICIAN), ("carla", Role.SUPERVISOR)):
            accounts.add(session, name, PASSWORD, role, now=before)
        tokens = {name: accounts.new_token(session, name, now=before) for name in ("anna", "carla")}
        tokens["program"] = installations.add(session, CODE, canary, now=before)[1]
        feed = rota.new_feed(session, "carla")
        made = [_message(session, firm, number, canary) for number in range(1, CALLS + 1)]
        tickets = tuple(ticket.id for ticket in made)
    return Twin(firm, sessions, canary, tokens, feed, tickets)


def _message(session: Session, firm: Firm, number: int, canary: str) -> Ticket:
    call = call_log.begin(
        session,
        sid=f"CA{number:032x}",
        account_sid=str(firm.settings.twilio.account_sid),
        from_number=CALLER,
        from_raw=CALLER,
        to_number=firm.settings.lines.weekday.number,
        line="weekday",
        flow="weekday",
        now=NOW,
    )
    sid = f"RE{number:032x}"
    recordings.announce(session, sid=sid, call_sid=call.sid, duration_s=12, now=NOW)
    ticket = _ticket(session, call.sid)
    ticket.subject = f"Stampante {canary} {number}"
    claim = recordings.claim_fetch(session, now=NOW, lease=timedelta(minutes=1), only=sid)
    path = _sound(Path(str(firm.settings.recordings.path)), sid)
    assert claim is not None  # noqa: S101 - it was just announced
    about = {"path": path.name, "bytes": path.stat().st_size, "sha256": "0" * 64}
    recordings.stored(session, claim, **about, duration_s=12, now=NOW)
    return ticket


def _ticket(session: Session, call_sid: str) -> Ticket:
    call = call_log.find(session, call_sid)
    assert call is not None  # noqa: S101
    return lifecycle.open_for_call(session, call, kind=Kind.MESSAGE, in_charge_at=NOW, now=NOW)


def _sound(folder: Path, sid: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{sid}.wav"
    with wave.open(str(path), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(b"\0\0" * 8000)
    return path
