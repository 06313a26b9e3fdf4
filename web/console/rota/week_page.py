""" "Reperibilità": a week of shifts, the hours that nobody covers, and one's calendar to subscribe to."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Any

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from rules import rota
from rules.errors import BadInput
from rules.wall_clock import day_of, zone_of
from store import reading
from store.staff import accounts, audit_log, rota_weeks
from store.staff import rota as shifts
from store.staff.rota import Kept
from web.calendar_feed import write
from web.console.current_user import me
from web.console.pages import Pages, Who
from web.console.refusals import Refused, said
from web.console.rota.shift_form import KINDS, WEEK, ShiftForm
from web.console.services import PREFIX, Services
from web.public_address import public_address

PAGE = f"{PREFIX}/turni"
FEED_BACK, FEED_AHEAD = timedelta(days=31), timedelta(days=366)
FIRST, LAST = date(2000, 1, 3), date(2099, 12, 21)


@dataclass(frozen=True)
class Row:
    """One person's week: for each day the shifts that touch it."""

    who: str
    days: list[list[Kept]]


def pages(services: Services) -> Pages:
    """/console/turni?settimana=2026-11-23 and what is sent from there."""
    part = Pages("rota")

    @part.page(PAGE, Who.STAFF)
    def week() -> ResponseReturnValue:
        return render_template("console/rota/week.html", **_shown(services, monday_asked(services)))

    @part.page(f"{PAGE}/nuovo", Who.SUPERVISOR, ("POST",))
    def add() -> ResponseReturnValue:
        return _add(services)

    @part.page(f"{PAGE}/<id:shift_id>/togli", Who.SUPERVISOR, ("POST",))
    def remove(shift_id: int) -> ResponseReturnValue:
        with services.sessions.begin() as session:
            kept = shifts.remove(session, shift_id)
            audit_log.add_shift(session, "shift_removed", kept, by=me().name, now=services.now())
        return _done(services, kept, "Tolto.")

    @part.page(f"{PAGE}/<id:shift_id>/cedi", Who.STAFF, ("POST",))
    def give(shift_id: int) -> ResponseReturnValue:
        to = request.form.get("a", "")
        with services.sessions.begin() as session:
            if to not in people(session):
                raise Refused(f"Cedi a: scegli una persona dell'elenco; «{to[:40]}» non c'è.", "a")
            before = shifts.look(session, shift_id).shift
            kept = shifts.give(session, shift_id, to, by=me().name, now=services.now())
            audit_log.add_shift(session, "shift_given", kept, by=me().name, now=services.now())
            if not rota.may_give(before, me().name, is_supervisor=me().is_supervisor):
                abort(403)  # which takes it back
        return _done(services, kept, f"Ora è di {kept.shift.who}.")

    @part.page(f"{PAGE}/calendario", Who.STAFF, ("POST",))
    def new_feed() -> ResponseReturnValue:
        with services.sessions.begin() as session:
            secret = shifts.new_feed(session, me().name)
            audit_log.add(session, "feed", by=me().name, now=services.now(), who=me().name)
        address = public_address(services.public_url, url_for("rota.feed", secret=secret))
        shown = _shown(services, monday_asked(services)) | {"feed": address}
        return render_template("console/rota/week.html", **shown)

    # Calendars cannot sign in: whoever has the address sees the shifts, and nothing else.
    @part.page(f"{PAGE}/<secret>.ics", Who.ANYONE)
    def feed(secret: str) -> ResponseReturnValue:
        now = services.now()
        with reading(services.sessions) as session:
            user = shifts.feed_of(session, secret)
            if user is None:
                abort(404)
            found = shifts.between(session, now - FEED_BACK, now + FEED_AHEAD, user.name)
            title = f"Turni di {user.full_name or user.name}"
        return Response(write(found, now, title), content_type="text/calendar; charset=utf-8")

    return part


def monday_asked(services: Services) -> date:
    """The week's first day: of the day that is asked for, or of today."""
    asked = request.values.get("settimana", "")
    try:
        day = date.fromisoformat(asked) if asked else day_of(services.now(), services.timezone)
    except ValueError as error:
        raise Refused(
            f"La settimana, nell'indirizzo: un giorno come 2026-11-23, ed è arrivato «{asked[:20]}»."
        ) from error
    return min(max(day - timedelta(days=day.weekday()), FIRST), LAST)


def today(services: Services) -> date:
    """The day that it is at the desk."""
    return day_of(services.now(), services.timezone)


def _shown(services: Services, monday: date) -> dict[str, Any]:
    zone = zone_of(services.timezone)
    edges = [
        datetime.combine(monday + timedelta(days=day), time.min, zone).astimezone(UTC)
        for day in range(8)
    ]
    with reading(services.sessions) as session:
        found = shifts.between(session, edges[0], edges[-1])
        able = people(session)
        changes = rota_weeks.newest(session, services.now()) if me().is_supervisor else []
    known = sorted({*able, *(kept.shift.who for kept in found)})
    return {
        "now": services.now(),
        "monday": monday,
        "before": monday - WEEK,
        "after": monday + WEEK,
        "days": [monday + timedelta(days=day) for day in range(7)],
        "today": today(services),
        "rows": [Row(who, _by_day(found, who, edges)) for who in known],
        "found": found,
        "gaps": rota.uncovered_hours(shifts.counting(found), services.hours, edges[0], edges[-1]),
        "people": able,
        "changes": [(one, *rota_weeks.counts(one)) for one in changes],
        "kinds": KINDS,
        "form": ShiftForm.empty(able, services.timezone, monday),
        "wrong": None,
        "feed": None,
    }


def people(session: Session) -> list[str]:
    """Whoever works here, by name."""
    return [user.name for user in accounts.users(session) if user.disabled_at is None]


def _by_day(found: list[Kept], who: str, edges: list[datetime]) -> list[list[Kept]]:
    own = [kept for kept in found if kept.shift.who == who]
    return [
        [kept for kept in own if kept.shift.start < end and kept.shift.end > start]
        for start, end in pairwise(edges)
    ]


def _add(services: Services) -> ResponseReturnValue:
    with reading(services.sessions) as session:
        form = ShiftForm(people(session), services.timezone)
    if not form.validate():
        return _again(services, form)
    try:
        with services.sessions.begin() as session:
            added = [shifts.add(session, shift) for shift in form.shifts()]
            for kept in added:
                audit_log.add_shift(session, "shift_added", kept, by=me().name, now=services.now())
    except BadInput as error:
        return _again(services, form, said(error, services.timezone))
    told = "Aggiunto." if len(added) == 1 else f"Aggiunto per {len(added)} settimane."
    return _done(services, added[-1], told)


def _again(services: Services, form: ShiftForm, wrong: str | None = None) -> ResponseReturnValue:
    """The page with the form as it was sent, and what is wrong in it."""
    shown = _shown(services, monday_asked(services)) | {"form": form, "wrong": wrong}
    return render_template("console/rota/week.html", **shown), 422


def _done(services: Services, kept: Kept, told: str) -> ResponseReturnValue:
    flash(told)
    day = day_of(kept.shift.start, services.timezone)
    return redirect(url_for("rota.week", settimana=day.isoformat()), 303)
