""" "Importa clienti", for supervisors: a file is seen row by row before it alters anything; and export."""

import base64
import binascii
import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from rules.customers.changes import Change
from rules.errors import MoveRefused
from rules.wall_clock import day_of
from store import reading
from store.customers import import_undo
from store.staff import audit_log
from web.console.current_user import me
from web.console.customers import import_words
from web.console.pages import Pages, Who
from web.console.refusals import Refused
from web.console.services import PREFIX, FileKind, FileRead, Services

PAGE = f"{PREFIX}/clienti/importa"
MOST_SHOWN = 300  # rows, and mistakes; the rest is counted
LARGEST = 1_400_000  # bytes: the preview sends the file back, and a request holds two megabytes
KINDS: dict[FileKind, str] = {"customers": "Clienti", "hardware": "Apparecchi comprati da noi"}
EVENTS: dict[FileKind, str] = {"customers": "customers_file", "hardware": "hardware_file"}
NAMES: dict[FileKind, str] = {"customers": "clienti.csv", "hardware": "apparecchi.csv"}
MOST_NAMED = 20  # rows that stay as they are, of each sort
GONE = "Questa importazione è già stata annullata, o è di più di una settimana fa."
CHANGED_SINCE = "Resta com'è, perché è cambiato dopo"
HANGING = (
    "Resta, anche se era nuovo, perché ci sono già richieste, apparecchi o altro che lo nominano"
)
MOVED = (
    "Nel frattempo l'anagrafica è cambiata: non è stato importato nulla. Ecco che cosa cambierebbe "
    "adesso."
)


@dataclass(frozen=True)
class Sent:
    """A file as it came, and how it is to be read."""

    kind: FileKind
    name: str
    data: bytes
    change_owner: bool


class _Moved(Exception):
    """The ledger is no longer what the preview showed."""


def pages(services: Services) -> Pages:
    """/console/clienti/importa and what is sent from there."""
    part = Pages("imports")

    @part.page(PAGE, Who.SUPERVISOR)
    def form() -> ResponseReturnValue:
        return _form(services)

    @part.page(f"{PAGE}/anteprima", Who.SUPERVISOR, ("POST",))
    def preview() -> ResponseReturnValue:
        try:
            return _preview(services, _uploaded())
        except Refused as error:
            return _form(services, error)

    @part.page(PAGE, Who.SUPERVISOR, ("POST",))
    def write() -> ResponseReturnValue:
        try:
            return _write(services, _sent_back())
        except Refused as error:
            return _form(services, error)

    @part.page(f"{PAGE}/<id:import_id>/annulla", Who.SUPERVISOR, ("POST",))
    def take_back(import_id: int) -> ResponseReturnValue:
        return _take_back(services, import_id)

    @part.page(f"{PREFIX}/clienti/esporta/<kind>.csv", Who.SUPERVISOR)
    def export(kind: str) -> ResponseReturnValue:
        return _export(services, _kind(kind))

    return part


def _form(services: Services, wrong: Refused | None = None) -> ResponseReturnValue:
    with reading(services.sessions) as session:
        earlier = import_undo.newest(session, services.now())
    told = {
        "kinds": KINDS,
        "earlier": earlier,
        "wrong": str(wrong) if wrong else None,
        "kind": request.form.get("tipo"),
    }
    return render_template("console/customers/import.html", **told), 422 if wrong else 200


def _preview(services: Services, sent: Sent, told: str | None = None) -> ResponseReturnValue:
    with reading(services.sessions) as session:
        read = _take(services, session, sent, writes=False)
    numbered = list(zip(read.sheet.rows, read.changes, strict=False))
    altered = [pair for pair in numbered if pair[1].what != "unchanged"]
    mistakes = read.sheet.mistakes
    shown = {
        "sent": sent,
        "kind": KINDS[sent.kind],
        "bytes": base64.urlsafe_b64encode(sent.data).decode(),
        "digest": _digest(read.changes),
        "counts": Counter(change.what for change in read.changes),
        "altered": altered[:MOST_SHOWN],
        "more_altered": max(0, len(altered) - MOST_SHOWN),
        "mistakes": mistakes[:MOST_SHOWN],
        "more_mistakes": max(0, len(mistakes) - MOST_SHOWN),
        "alike": read.alike,
        "said": import_words,
        "told": told,
    }
    status = 409 if told else 422 if mistakes else 200
    return render_template("console/customers/import_preview.html", **shown), status


def _write(services: Services, sent: Sent) -> ResponseReturnValue:
    now, by = services.now(), me().name
    try:
        with services.sessions.begin() as session:
            before = import_undo.held(session, sent.kind)
            read = _take(services, session, sent, writes=True)
            if read.sheet.mistakes or _digest(read.changes) != request.form.get("come_visto"):
                raise _Moved
            note = f"{sent.name}: {len(read.changes)}"
            audit_log.add(session, EVENTS[sent.kind], by=by, now=now, note=note)
            import_undo.keep(session, sent.kind, sent.name, before, by=by, now=now)
    except _Moved:
        return _preview(services, sent, MOVED)
    counts = Counter(change.what for change in read.changes)
    told = f"aggiunti {counts['added']}, cambiati {counts['changed']}"
    flash(f"Importato: {told}, com'erano {counts['unchanged']}.")
    return redirect(url_for("customers.list_"), 303)


def _take_back(services: Services, import_id: int) -> ResponseReturnValue:
    now = services.now()
    try:
        with services.sessions.begin() as session:
            one, altered, hanging = import_undo.take_back(session, import_id, now=now)
            audit_log.add(session, f"{one.kind}_undone", by=me().name, now=now, note=one.name)
    except MoveRefused:
        flash(GONE)
        return redirect(url_for("imports.form"), 303)
    flash("Annullato: quello che il file aveva cambiato è com'era.")
    for left, why in ((altered, CHANGED_SINCE), (hanging, HANGING)):
        more = f"; e altri {len(left) - MOST_NAMED}" if len(left) > MOST_NAMED else ""
        if left:
            flash(f"{why}: {'; '.join(left[:MOST_NAMED])}{more}.")
    return redirect(url_for("imports.form"), 303)


def _export(services: Services, kind: FileKind) -> ResponseReturnValue:
    with services.sessions.begin() as session:
        data = services.customer_files.export(session, kind)
        audit_log.add(
            session, "customers_export", by=me().name, now=services.now(), note=KINDS[kind].lower()
        )
    kept = {"Content-Disposition": f'attachment; filename="{NAMES[kind]}"'}
    return Response(data, mimetype="text/csv", headers=kept)


def _take(services: Services, session: Session, sent: Sent, *, writes: bool) -> FileRead:
    today = day_of(services.now(), services.timezone)
    how = {"today": today, "writes": writes, "change_owner": sent.change_owner}
    return services.customer_files.take(session, sent.kind, sent.data, **how)


def _uploaded() -> Sent:
    file = request.files.get("file")
    if file is None or not file.filename:
        raise Refused("File: scegli un file CSV, ed è arrivato niente.", "file")
    data = file.stream.read(LARGEST + 1)
    return _sent(file.filename, data)


def _sent_back() -> Sent:
    try:
        data = base64.b64decode(request.form.get("contenuto", ""), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise Refused("File: non è arrivato intero. Scegli di nuovo il file.", "file") from None
    return _sent(request.form.get("nome", ""), data)


def _sent(name: str, data: bytes) -> Sent:
    if len(data) > LARGEST:
        rule = (
            "File: al massimo 1,4 MB; uno più grande si importa con «centralino customers import»."
        )
        raise Refused(rule, "file")
    kind, change_owner = _kind(request.form.get("tipo", "")), bool(request.form.get("passa"))
    return Sent(kind, name[:150], data, change_owner)


def _kind(typed: str) -> FileKind:
    for kind in KINDS:
        if kind == typed:
            return kind
    raise Refused(f"Che cosa: {', '.join(KINDS.values())}; ed è arrivato «{typed[:20]}».", "tipo")


def _digest(changes: Sequence[Change[Any]]) -> str:
    """What tells whether the import would still alter the same."""
    digest = hashlib.sha256()
    for change in changes:
        digest.update(f"{change.before!r}\n{change.after!r}\n".encode(errors="surrogatepass"))
    return digest.hexdigest()[:32]
