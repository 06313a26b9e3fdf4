""" "Quadro": how the last weeks went, drawn, with the figures beside."""

from datetime import datetime, time, timedelta
from typing import Any

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from rules.billing.work_minutes import month_of
from rules.promise.kept import weeks_of
from rules.wall_clock import day_of, zone_of
from rules.weekly_load import load_of
from store import reading
from store.callbacks import promise_counts, responses
from store.tickets import owners
from store.views import answered, statistics, ticket_list
from web.console.current_user import me
from web.console.overview import figures_file, groups
from web.console.pages import Pages, Who
from web.console.services import PREFIX, Services

PERIODS = {"4": 4, "12": 12, "52": 52}  # weeks, the present one included
USUAL = "4"
MOST = 10  # of each list
# The year takes half a second to count, and is looked at by many: it is counted again after that.
KEPT = {"12": timedelta(minutes=1), "52": timedelta(minutes=10)}


def pages(services: Services) -> Pages:
    """/console/quadro?settimane=12"""
    part = Pages("overview")

    counted: dict[str, tuple[datetime | None, dict[str, Any]]] = {}

    @part.page(f"{PREFIX}/quadro", Who.STAFF)
    def overview_() -> ResponseReturnValue:
        return render_template("console/overview.html", **found(), **_now(services))

    @part.page(f"{PREFIX}/quadro.csv", Who.STAFF)
    def file() -> ResponseReturnValue:
        shown = found()
        day = f"{shown['now'].astimezone(services.zone):%Y-%m-%d}"
        headers = {"Content-Disposition": f'attachment; filename="quadro-{day}.csv"'}
        data = figures_file.data(shown)
        return Response(data, content_type="text/csv; charset=utf-8", headers=headers)

    def found() -> dict[str, Any]:
        asked = request.args.get("settimane", USUAL)
        chosen = asked if asked in PERIODS else USUAL
        now, (at, shown) = services.now(), counted.get(chosen, (None, {}))
        if at is None or not at <= now < at + KEPT.get(chosen, timedelta()):
            shown = _counted(services, chosen, now)
            counted[chosen] = now, shown
        return shown

    return part


def _now(services: Services) -> dict[str, Any]:
    """What waits at this instant, never kept."""
    at = services.now()
    with reading(services.sessions) as session:
        return {
            "waiting": answered.waiting(session, at),
            "late": promise_counts.owed(session, at).late,
            "in_hand": len(ticket_list.in_hand(session, at)),
            "nobodys": owners.count(session, me().name)[1],
        }


def _counted(services: Services, chosen: str, now: datetime) -> dict[str, Any]:
    zone = services.timezone
    since = beginning(now, PERIODS[chosen], zone)
    with reading(services.sessions) as session:
        calls = statistics.calls_by_hour(session, since, now)
        promises = statistics.promises_by_hour(session, since, now)
        shown = {
            "repeated": statistics.repeated(session, since, now, MOST, services.ours),
            "used": statistics.j_system_minutes(session, months(since, now, zone), MOST),
            **groups.shown(answered.answered(session, since, now), services.hours),
            "oldest": statistics.oldest_waiting(session, now, MOST),
        }
        responded = responses.made(session, since, services.responses) if services.responses else []
    kept = [
        (one.promised_at, 1, int(one.was_kept))
        for one in responded
        if since <= one.promised_at <= now
    ]
    counts = [(one.at, one.count, one.kept) for one in promises]
    return {
        **shown,
        "now": now,
        "since": since,
        "chosen": chosen,
        "periods": PERIODS,
        "load": load_of([(one.at, one.count) for one in calls], zone),
        "weeks": weeks_of(counts, since, now, zone) if counts else [],
        "response_weeks": weeks_of(kept, since, now, zone) if kept else [],
        "allowance": services.terms.minutes_per_month,
    }


def beginning(now: datetime, weeks: int, timezone: str) -> datetime:
    """Midnight of the Monday with which so many weeks begin, the present one included."""
    today = day_of(now, timezone)
    monday = today - timedelta(days=today.weekday(), weeks=weeks - 1)
    return datetime.combine(monday, time.min, zone_of(timezone))


def months(since: datetime, now: datetime, timezone: str) -> list[str]:
    """Every month of which a day lies in the period: "2026-11"."""
    found = {month_of(now, timezone)}
    while since <= now:
        found.add(month_of(since, timezone))
        since += timedelta(days=7)
    return sorted(found)
