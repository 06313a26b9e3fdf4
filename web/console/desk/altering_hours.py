"""Hours, closures and working holidays altered by a supervisor: seen before they are saved, and undone."""

import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from rules.callbacks.promise_state import call_due_at
from rules.hours import changed, week
from rules.hours.alterable import LONGEST_REASON, LONGEST_RULE, Alterable, value_of, with_value
from rules.hours.changed import Promised
from rules.hours.schedule import Flow, Hours, calendar
from rules.wall_clock import day_of
from store import reading
from store.callbacks import queue
from store.models import Alteration
from store.staff import alterations
from web.console.desk import altered_words, typed_hours
from web.console.desk.hours_page import spans_of
from web.console.desk.writing import Change, altering_of, to_undo, write
from web.console.pages import Pages, Who
from web.console.refusals import Refused
from web.console.services import PREFIX, Altering, Services

PAGE = f"{PREFIX}/orari/modifica"
TRY = f"{PAGE}/prova"
AHEAD = 400  # days in which holidays are offered, and changes looked for
MOST_FURTHER = 8  # changed days after the weeks that are shown whole
SURE = "Segna la casella: quello che chiedi tocca oggi, o promesse già date."
WEEKS = 4


@dataclass(frozen=True)
class Trial:
    """One alteration before it is saved: what it is, and the hours before and after it."""

    which: Alterable
    value: Any  # None: what config.yaml says
    seen: int
    before: Hours
    after: Hours


def pages(services: Services) -> Pages:
    """/console/orari/modifica: the forms, what a change would do, and the change"""
    part = Pages("altering_hours")

    @part.page(PAGE, Who.SUPERVISOR)
    def page() -> ResponseReturnValue:
        return render_template("console/desk/altering_hours.html", **_shown(services))

    @part.page(TRY, Who.SUPERVISOR, ("POST",))
    def try_() -> ResponseReturnValue:
        return _preview(services, _typed(services))

    @part.page(PAGE, Who.SUPERVISOR, ("POST",))
    def save() -> ResponseReturnValue:
        return _save(services)

    @part.page(f"{TRY}/chiamate", Who.SUPERVISOR, ("POST",))
    def calls() -> ResponseReturnValue:
        return _calls(services)

    @part.page(f"{PAGE}/<id:alteration_id>/annulla", Who.SUPERVISOR, ("POST",))
    def undo(alteration_id: int) -> ResponseReturnValue:
        return _undo(services, alteration_id)

    return part


def _shown(services: Services) -> dict[str, Any]:
    altering = altering_of(services)
    altering.look()
    now, hours = services.now(), services.hours
    today = day_of(now, hours.timezone)
    with reading(services.sessions) as session:
        current = alterations.current(session)
        history = alterations.newest(session, [which.value for which in Alterable])
    last = {row.key: row.id for row in current.values()}
    coming = {on: why for on, why in hours.extra.items() if on >= today}
    return {
        "now": now,
        "today": today,
        "which": Alterable,
        "lines": [_line(which, hours) for which in typed_hours.DAYS],
        "closures": altered_words.closures(coming),
        "working": [on for on in sorted(hours.working) if on >= today],
        "holidays": _holidays(hours, today),
        "seen": {which: last.get(which.value, alterations.NONE) for which in Alterable},
        "is_altered": {
            which: (row := current.get(which.value)) is not None and row.after is not None
            for which in Alterable
        },
        "pins": {which: altering.pinned(which) for which in Alterable},
        "history": [(row, _told(altering, row), last[row.key] == row.id) for row in history],
        "name": typed_hours.name,
        "weekday": altered_words.weekday,
        "day": altered_words.day,
        "spans": range(week.SPANS),
        "longest_reason": LONGEST_REASON,
        "longest_rule": LONGEST_RULE,
        "longest_closure": typed_hours.LONGEST_CLOSURE,
    }


def _line(which: Alterable, hours: Hours) -> dict[str, Any]:
    """One line's form: its week as it is, and the rule; `week` is None for a rule that says more."""
    rule: str = value_of(hours, which)
    return {"which": which, "rule": rule, "week": week.week_of(rule, typed_hours.DAYS[which])}


def _holidays(hours: Hours, today: date) -> list[tuple[date, str]]:
    """The public holidays to come, on which one might work."""
    ahead = calendar(today, today + timedelta(days=AHEAD), hours)
    found = [day for day in ahead if day.flow is Flow.HOLIDAY and day.date not in hours.extra]
    return [(day.date, day.holiday or "") for day in found]


def _told(altering: Altering, row: Alteration) -> str:
    which = Alterable(row.key)
    before = row.before if row.before is not None else value_of(altering.by_file(), which)
    return altered_words.change(which, before, row.after)


def _typed(services: Services) -> Trial:
    """The alteration that was typed; raises Refused, which names the field."""
    which, what = typed_hours.asked()
    altering_of(services).look()
    trial = _trial(services, which, typed_hours.value(which, what, services.hours))
    with reading(services.sessions) as session:
        last = alterations.to_alter(session, which.value, trial.seen)
    given_back = trial.value is None and last is not None and last.after is not None
    if trial.after == trial.before and not given_back:
        raise Refused("È già così: non cambierebbe nulla.")
    return trial


def _given(services: Services) -> Trial:
    """The alteration that was looked at, as its page sends it back."""
    chosen = request.form.get("chiave", "")
    if chosen not in set(Alterable):
        raise Refused("Scegli che cosa cambiare.")
    try:
        value = json.loads(request.form.get("valore", ""))
    except ValueError as error:
        raise Refused("Scegli che cosa cambiare.") from error
    altering_of(services).look()
    return _trial(services, Alterable(chosen), value)


def _trial(services: Services, which: Alterable, value: Any) -> Trial:
    altering, before = altering_of(services), services.hours
    if variable := altering.pinned(which):
        raise Refused(f"Lo fissa la variabile {variable}: qui non si cambia.")
    found = value if value is not None else value_of(altering.by_file(), which)
    after = with_value(before, which, found)
    changed.check(after, services.now())
    kept = None if value is None else value_of(after, which)  # as it is understood
    return Trial(which, kept, request.form.get("visto", 0, int), before, after)


def _preview(services: Services, trial: Trial, told: str | None = None) -> ResponseReturnValue:
    now = services.now()
    today = day_of(now, services.timezone)
    with reading(services.sessions) as session:
        touched = changed.touched(_promises(session, now), trial.before, trial.after)
    ahead = changed.days(trial.before, trial.after, today, AHEAD)
    further = [day for day in ahead[changed.SHOWN_DAYS :] if day.differs]
    shown = {
        "now": now,
        "trial": trial,
        "value": json.dumps(trial.value, ensure_ascii=False, sort_keys=True),
        "change": altered_words.change(
            trial.which, value_of(trial.before, trial.which), trial.value
        ),
        "days": ahead[: changed.SHOWN_DAYS],
        "further": further[:MOST_FURTHER],
        "more": len(further) - MOST_FURTHER,
        "changes": sum(day.differs for day in ahead),
        "spans_of": lambda day: spans_of(day, services.timezone),
        "touched": touched,
        "shortens_today": changed.shortens_today(trial.before, trial.after, now),
        "told": told,
        "weeks": WEEKS,
    }
    page = render_template("console/desk/trying_hours.html", **shown)
    return page, 422 if told else 200


def _promises(session: Session, now: datetime) -> list[Promised]:
    """Every promise and agreed hour that stands."""
    due = ((one, call_due_at(one)) for one in queue.queue(session, now))
    return [Promised(one.ticket_id, at, one.j_system) for one, at in due if at is not None]


def _save(services: Services) -> ResponseReturnValue:
    trial = _given(services)
    if _is_dangerous(services, trial) and not request.form.get("sicuro"):
        return _preview(services, trial, SURE)
    note = altered_words.change(trial.which, value_of(trial.before, trial.which), trial.value)
    return _written(services, trial, note, "hours_altered")


def _is_dangerous(services: Services, trial: Trial) -> bool:
    """Whether it touches what is left of today, or a promise: then it is asked for once more."""
    now = services.now()
    with reading(services.sessions) as session:
        touched = changed.touched(_promises(session, now), trial.before, trial.after)
    return bool(touched) or changed.shortens_today(trial.before, trial.after, now)


def _written(
    services: Services, trial: Trial, note: str, event: str, undoes: int | None = None
) -> ResponseReturnValue:
    """Save it, here and for every other process, and back to the page."""
    change = Change(trial.which.value, trial.value, trial.seen, event, note, undoes)
    write(services, change)
    return redirect(url_for("altering_hours.page"), 303)


def _undo(services: Services, alteration_id: int) -> ResponseReturnValue:
    altering, row = altering_of(services), to_undo(services, alteration_id)
    if row is None:
        return redirect(url_for("altering_hours.page"), 303)
    if row.key not in set(Alterable):
        abort(404)
    which = Alterable(row.key)
    value = row.before if row.before is not None else value_of(altering.by_file(), which)
    before = services.hours
    after = with_value(before, which, value)
    changed.check(after, services.now())
    trial = Trial(which, row.before, row.id, before, after)
    if _is_dangerous(services, trial):
        return _preview(services, trial)
    note = altered_words.change(which, row.after, row.before)
    return _written(services, trial, note, "hours_undone", undoes=row.id)


def _calls(services: Services) -> ResponseReturnValue:
    """What the callers of the last weeks would have met with; part of the page that tries."""
    trial, now = _given(services), services.now()
    since = now - timedelta(weeks=WEEKS)
    with reading(services.sessions) as session:
        found = altering_of(services).replay(session, trial.before, trial.after, since)
    different = [one for one in found if one.differs]
    shown = {"now": now, "calls": found, "different": different, "weeks": WEEKS}
    return render_template("console/desk/replayed_calls.html", **shown)
