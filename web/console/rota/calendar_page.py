""" "Importa un calendario", for supervisors: an .ics is seen shift by shift before it alters anything."""

import base64
import binascii
import hashlib
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from rules.errors import BadInput
from rules.rota import Kind
from rules.wall_clock import Span
from store import reading
from store.models import User
from store.staff import calendar_changes
from store.staff.calendar_changes import Read
from store.staff.calendars import Refused as NotTaken
from web.console.current_user import me
from web.console.pages import Pages, Who
from web.console.refusals import Refused
from web.console.rota import calendar_words, week_page
from web.console.rota.shift_form import KINDS
from web.console.services import CalendarRead, Services

PAGE = f"{week_page.PAGE}/importa"
LARGEST = 1_400_000  # bytes: the preview sends the file back, and a request holds two megabytes
MOST_DAYS, USUAL_DAYS = 400, 180
MOST_SHOWN = 300  # shifts, and events that are not taken; the rest is counted
MOVED = (
    "Nel frattempo i turni sono cambiati: non è stato importato nulla. Ecco che cosa cambierebbe "
    "adesso."
)


@dataclass(frozen=True)
class Sent:
    """A file as it came, and how it is to be read."""

    name: str
    data: bytes
    days: int
    who: str | None
    kind: Kind | None


@dataclass(frozen=True)
class Seen:
    """What the file does to the rota, and which of its events are not taken."""

    read: Read
    refused: tuple[NotTaken, ...]

    @property
    def digest(self) -> str:
        """What tells whether the import would still alter the same."""
        told = [[one["before"], one["after"]] for one in self.read.altered]
        rest = [[one.uid, one.start, one.error] for one in self.refused]
        content = json.dumps([sorted(told, key=str), sorted(rest)], sort_keys=True)
        return hashlib.sha256(content.encode(errors="surrogatepass")).hexdigest()[:32]


class _Moved(Exception):
    """The rota is no longer what the preview showed."""


def pages(services: Services) -> Pages:
    """/console/turni/importa and what is sent from there."""
    part = Pages("calendars")

    @part.page(PAGE, Who.SUPERVISOR)
    def form() -> ResponseReturnValue:
        return _form(services)

    @part.page(f"{PAGE}/anteprima", Who.SUPERVISOR, ("POST",))
    def preview() -> ResponseReturnValue:
        try:
            return _preview(services, _uploaded(services))
        except Refused as error:
            return _form(services, error)

    @part.page(PAGE, Who.SUPERVISOR, ("POST",))
    def write() -> ResponseReturnValue:
        try:
            return _write(services, _sent_back(services))
        except Refused as error:
            return _form(services, error)

    return part


def _form(services: Services, wrong: Refused | None = None) -> ResponseReturnValue:
    with reading(services.sessions) as session:
        people = week_page.people(session)
    shown = {
        "people": people,
        "kinds": KINDS,
        "typed": request.form,
        "days": request.form.get("giorni", str(USUAL_DAYS)),
        "most_days": MOST_DAYS,
        "wrong": str(wrong) if wrong else None,
        "wrong_field": wrong.field if wrong else None,
    }
    return render_template("console/rota/calendar.html", **shown), 422 if wrong else 200


def _preview(services: Services, sent: Sent, told: str | None = None) -> ResponseReturnValue:
    span = _span(sent, services.now())
    file = _file(services, sent, span)
    with services.sessions() as session:
        seen = _taken(session, file, span)
        names = {user.id: user.name for user in session.scalars(select(User))}
        session.rollback()
    zone, altered = services.zone, seen.read.altered
    shown = {
        "sent": sent,
        "kind": KINDS[sent.kind].lower() if sent.kind else None,
        "bytes": base64.urlsafe_b64encode(sent.data).decode(),
        "digest": seen.digest,
        "done": seen.read.done,
        "calendar": seen.read.name,
        "altered": [_told(one, names, services) for one in altered[:MOST_SHOWN]],
        "more_altered": max(0, len(altered) - MOST_SHOWN),
        "refused": [
            (calendar_words.event(one, zone), calendar_words.wrong(one.error))
            for one in seen.refused[:MOST_SHOWN]
        ],
        "more_refused": max(0, len(seen.refused) - MOST_SHOWN),
        "told": told,
    }
    return render_template("console/rota/calendar_preview.html", **shown), 409 if told else 200


def _write(services: Services, sent: Sent) -> ResponseReturnValue:
    now, by = services.now(), me().name
    span = _span(sent, now)
    file = _file(services, sent, span)
    try:
        with services.sessions.begin() as session:
            seen = _taken(session, file, span)
            if seen.digest != request.form.get("come_visto"):
                raise _Moved
            zone = services.timezone
            change = calendar_changes.keep(session, seen.read, by=by, now=now, timezone=zone)
            monday = change.monday if change else week_page.today(services)
    except _Moved:
        return _preview(services, sent, MOVED)
    done = seen.read.done
    told = f"turni aggiunti {done.added}, cambiati {done.changed}, tolti {done.removed}"
    flash(f"Importato: {told}, com'erano {done.same}; eventi lasciati fuori {len(seen.refused)}.")
    return redirect(url_for("rota.week", settimana=monday.isoformat()), 303)


def _file(services: Services, sent: Sent, span: Span) -> CalendarRead:
    """What the file says; it may take seconds, so no transaction is open meanwhile."""
    try:
        return services.read_calendar(sent.name, sent.data, span, sent.who, sent.kind)
    except BadInput as error:
        raise Refused(f"File: {calendar_words.wrong(str(error))}.", "file") from error


def _taken(session: Session, file: CalendarRead, span: Span) -> Seen:
    """The file brought into the rota, in a transaction that whoever opened it may take back."""
    read = calendar_changes.take_in(session, file.name, file.found, span, file.unread)
    return Seen(read, (*file.faults, *read.done.refused))


def _span(sent: Sent, now: datetime) -> Span:
    return now - timedelta(days=1), now + timedelta(days=sent.days)


def _told(one: dict[str, Any], names: dict[int, str], services: Services) -> tuple[str, str, str]:
    """What becomes of a shift: a word for it, what it was, what it is."""
    before, after = (
        calendar_words.shift(one[which], names, services.zone) if one[which] else ""
        for which in ("before", "after")
    )
    if before == after:  # its event is known by another name from now on
        return "resta", before, after
    return ("nuovo" if not before else "tolto" if not after else "cambia"), before, after


def _uploaded(services: Services) -> Sent:
    file = request.files.get("file")
    if file is None or not file.filename:
        raise Refused("File: scegli un file .ics, ed è arrivato niente.", "file")
    return _sent(services, file.filename, file.stream.read(LARGEST + 1))


def _sent_back(services: Services) -> Sent:
    try:
        data = base64.b64decode(request.form.get("contenuto", ""), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise Refused("File: non è arrivato intero. Scegli di nuovo il file.", "file") from None
    return _sent(services, request.form.get("nome", ""), data)


def _sent(services: Services, name: str, data: bytes) -> Sent:
    if len(data) > LARGEST:
        rule = "File: al massimo 1,4 MB; uno più grande si importa con «centralino rota import»."
        raise Refused(rule, "file")
    with reading(services.sessions) as session:
        people = week_page.people(session)
    who, kind = request.form.get("chi", ""), request.form.get("tipo", "")
    if who and who not in people:
        raise Refused(f"Di chi: scegli una persona dell'elenco; «{who[:40]}» non c'è.", "chi")
    if kind and kind not in list(Kind):
        told = f"Che cosa: scegli una voce dell'elenco, ed è arrivato «{kind[:20]}»."
        raise Refused(told, "tipo")
    return Sent(name[:150] or "turni.ics", data, _days(), who or None, Kind(kind) if kind else None)


def _days() -> int:
    typed = request.form.get("giorni", "").strip()
    days = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 4 else 0
    if not 1 <= days <= MOST_DAYS:
        rule = f"Per quanti giorni: un numero da 1 a {MOST_DAYS}, ed è arrivato «{typed[:20]}»."
        raise Refused(rule, "giorni")
    return days
