""" "Compila la settimana", for supervisors: all half-days of a week in one form, seen before they count."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from rules import rota
from rules.errors import BadInput, MoveRefused
from rules.rota import Half, Placed, Plan
from store import reading
from store.models import RotaChange
from store.staff import audit_log, rota_weeks
from store.staff import rota as shifts
from store.staff.rota import Kept
from web.console.current_user import me
from web.console.pages import Pages, Who
from web.console.refusals import Refused, said
from web.console.rota import week_page, weeks_form, weeks_words
from web.console.rota.shift_form import WEEK
from web.console.rota.weeks_form import Weeks
from web.console.services import Services

PAGE = f"{week_page.PAGE}/settimana"
MOVED = (
    "Nel frattempo i turni di queste settimane sono cambiati: non è stato salvato nulla. "
    "Ecco che cosa cambierebbe adesso."
)
GONE = "Questa modifica è già stata annullata, o è di più di una settimana fa."


@dataclass(frozen=True)
class Seen:
    """What the ledger has of some weeks."""

    people: list[str]
    found: list[Kept]
    halves: list[Half]

    @property
    def placed(self) -> list[Placed]:
        return rota_weeks.placed(self.found)

    def of_first(self, services: Services, monday: date) -> list[Kept]:
        """The shifts of the first week alone."""
        start, end = _edges(services, monday, 1)
        return [one for one in self.found if one.shift.start < end and one.shift.end > start]


def pages(services: Services) -> Pages:
    """/console/turni/settimana?settimana=2026-11-23 and what is sent from there."""
    part = Pages("weeks")

    @part.page(PAGE, Who.SUPERVISOR)
    def edit() -> ResponseReturnValue:
        return _page(services, week_page.monday_asked(services))

    @part.page(f"{PAGE}/anteprima", Who.SUPERVISOR, ("POST",))
    def preview() -> ResponseReturnValue:
        return _sent(services, save=False)

    @part.page(PAGE, Who.SUPERVISOR, ("POST",))
    def save() -> ResponseReturnValue:
        return _sent(services, save=True)

    @part.page(f"{week_page.PAGE}/modifiche/<id:change_id>/annulla", Who.SUPERVISOR, ("POST",))
    def take_back(change_id: int) -> ResponseReturnValue:
        return _take_back(services, change_id)

    return part


def _sent(services: Services, *, save: bool) -> ResponseReturnValue:
    """The preview of what was filled in; what the preview showed is kept; or the form again."""
    monday = week_page.monday_asked(services)
    with reading(services.sessions) as session:
        people = week_page.people(session)
    try:
        weeks = weeks_form.read(request.form, people, monday)
        if "modifica" in request.form:
            return _page(services, monday, weeks)
        return _saved(services, weeks) if save else _preview(services, weeks)
    except Refused as error:
        return _page(services, monday, wrong=error)


def _page(
    services: Services, monday: date, weeks: Weeks | None = None, wrong: Refused | None = None
) -> ResponseReturnValue:
    with reading(services.sessions) as session:
        seen = _seen(session, services, monday, 1)
        earlier = _seen(session, services, monday - WEEK, 1) if "copia" in request.args else None
    placed = seen.placed
    filled = weeks.filled if weeks else {}
    if earlier is not None:
        filled = weeks_words.as_it_was(earlier.placed, earlier.people, earlier.halves)
    form = request.form if wrong else {}
    shown = {
        "monday": monday,
        "before": monday - WEEK,
        "after": monday + WEEK,
        "today": week_page.today(services),
        "people": seen.people,
        "days": weeks_words.days(placed, seen.people, seen.halves, monday, services, filled, form),
        "choices": weeks_form.CHOICES,
        "patterns": weeks_form.PATTERNS,
        "weeks": form.get("settimane", str(weeks.weeks if weeks else 1)),
        "pattern": form.get("come", weeks.pattern.value if weeks else "same"),
        "was": rota_weeks.digest(seen.found),
        "copied": earlier is not None,
        "wrong": said(wrong, services.timezone) if wrong else None,
        "wrong_field": wrong.field if wrong else None,
    }
    return render_template("console/rota/weeks.html", **shown), 422 if wrong else 200


def _preview(services: Services, weeks: Weeks, told: str | None = None) -> ResponseReturnValue:
    with reading(services.sessions) as session:
        seen = _seen(session, services, weeks.monday, weeks.weeks)
    if told is None and weeks.was != rota_weeks.digest(seen.of_first(services, weeks.monday)):
        told = "Mentre compilavi, i turni di questa settimana sono cambiati: guarda bene che cosa"
        told += " cambierebbe."
    plan = _plan(seen, weeks)
    shown = {
        "weeks": weeks,
        "last": weeks.monday + weeks.weeks * WEEK - timedelta(days=1),
        "pattern": weeks_form.PATTERNS[weeks.pattern],
        "changes": weeks_words.changes(seen.placed, plan, seen.people, seen.halves),
        "uncovered": _uncovered(seen, plan),
        "hidden": weeks.hidden(),
        "was_first": rota_weeks.digest(seen.of_first(services, weeks.monday)),
        "was": rota_weeks.digest(seen.found),
        "when": lambda half: weeks_words.when(half, services.zone),
        "told": told,
    }
    return render_template("console/rota/weeks_preview.html", **shown), 409 if told else 200


def _saved(services: Services, weeks: Weeks) -> ResponseReturnValue:
    now = services.now()
    try:
        with services.sessions.begin() as session:
            seen = _seen(session, services, weeks.monday, weeks.weeks)
            is_as_shown = request.form.get("come_visto") == rota_weeks.digest(seen.found)
            plan = _plan(seen, weeks)
            change = _written(session, weeks, plan, now) if is_as_shown and plan else None
    except BadInput as error:  # somebody left, or another was quicker
        return _preview(services, weeks, f"{said(error, services.timezone)} {MOVED}")
    if not is_as_shown and plan:
        return _preview(services, weeks, MOVED)
    flash(_told(change) if change else "I turni sono già così: non c'era nulla da cambiare.")
    return redirect(url_for("rota.week", settimana=weeks.monday.isoformat()), 303)


def _written(session: Session, weeks: Weeks, plan: Plan, now: datetime) -> RotaChange:
    by = me().name
    monday, count = weeks.monday, weeks.weeks
    change = rota_weeks.write(session, plan, monday=monday, weeks=count, by=by, now=now)
    _noted(session, "rota_weeks", change, now)
    return change


def _take_back(services: Services, change_id: int) -> ResponseReturnValue:
    now = services.now()
    try:
        with services.sessions.begin() as session:
            change, left = rota_weeks.take_back(session, change_id, now=now)
            monday = change.monday
            _noted(
                session, "calendar_undone" if change.calendar else "rota_weeks_undone", change, now
            )
    except MoveRefused:
        flash(GONE)
        return redirect(url_for("rota.week"), 303)
    flash("Annullato: i turni sono com'erano.")
    for kept in left:
        flash(f"Resta com'è, perché è cambiato dopo: {weeks_words.shift(kept, services.zone)}.")
    return redirect(url_for("rota.week", settimana=monday.isoformat()), 303)


def _noted(session: Session, event: str, change: RotaChange, now: datetime) -> None:
    added, altered, removed = rota_weeks.counts(change)
    note = f"{change.monday.isoformat()} {change.weeks} {added} {altered} {removed}"
    if change.calendar:
        note = f"{change.calendar}: {added} + {altered} - {removed}"
    audit_log.add(session, event, by=me().name, now=now, note=note)


def _told(change: RotaChange) -> str:
    added, altered, removed = rota_weeks.counts(change)
    return f"Salvato: turni aggiunti {added}, accorciati {altered}, tolti {removed}."


def _plan(seen: Seen, weeks: Weeks) -> Plan:
    return rota.plan(seen.placed, weeks.wanted(seen.halves))


def _uncovered(seen: Seen, plan: Plan) -> list[Half]:
    counts = {one.id for one in seen.found if one.counts}
    after = plan.after([one for one in seen.placed if one.id in counts])
    return [half for half in seen.halves if rota.is_uncovered(after, half)]


def _seen(session: Session, services: Services, monday: date, weeks: int) -> Seen:
    start, end = _edges(services, monday, weeks)
    found = shifts.between(session, start, end)
    return Seen(week_page.people(session), found, rota.halves(monday, services.hours, weeks))


def _edges(services: Services, monday: date, weeks: int) -> tuple[datetime, datetime]:
    first, last = (
        datetime.combine(day, time.min, services.zone).astimezone(UTC)
        for day in (monday, monday + weeks * WEEK)
    )
    return first, last
