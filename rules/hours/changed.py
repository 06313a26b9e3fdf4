"""Changed hours: what an alteration would do, day by day and to the promises that stand."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from rules.errors import BadInput
from rules.hours import never_text
from rules.hours.hours_in_force import never_in_force
from rules.hours.schedule import Day, Flow, Hours, calendar, explain
from rules.hours.working_time import open_spans
from rules.wall_clock import day_of

SHOWN_DAYS = 28


@dataclass(frozen=True)
class ChangedDay:
    """One day before and after."""

    before: Day
    after: Day

    @property
    def differs(self) -> bool:
        """Whether anything of it changes: times, flow, or the reason that callers hear."""
        return (self.before.spans, self.before.flow, self.before.holiday) != (
            self.after.spans,
            self.after.flow,
            self.after.holiday,
        )

    @property
    def is_shorter(self) -> bool:
        """Whether something of the day's hours goes."""
        return any(not _covered(span, self.after.spans) for span in self.before.spans)


@dataclass(frozen=True)
class Promised:
    """A promise that stands: whose ticket, by when, and whether the week-end counts for them."""

    ticket_id: int
    at: datetime
    j_system: bool


def days(before: Hours, after: Hours, first: date, count: int = SHOWN_DAYS) -> list[ChangedDay]:
    """So many days from the first on, by both."""
    last = first + timedelta(days=count - 1)
    both = zip(calendar(first, last, before), calendar(first, last, after), strict=True)
    return [ChangedDay(one, other) for one, other in both]


def touched(promises: Iterable[Promised], before: Hours, after: Hours) -> list[Promised]:
    """The promises that stand in what would go, in order: by then nobody would be at work."""
    found = (one for one in promises if _within(one, before) and not _within(one, after))
    return sorted(found, key=lambda one: (one.at, one.ticket_id))


def shortens_today(before: Hours, after: Hours, now: datetime) -> bool:
    """Whether something of what is left of today goes."""
    today = day_of(now, before.timezone)
    (one,) = days(before, after, today, 1)
    left = ((max(now, start), end) for start, end in one.before.spans if end > now)
    return any(not _covered(span, one.after.spans) for span in left)


def check(hours: Hours, now: datetime) -> None:
    """Refuse hours of which nothing, or not all, can ever apply: what `config check` refuses."""
    for flow in (Flow.WEEKDAY, Flow.WEEKEND):
        if (never := never_in_force(flow, hours)) is not None:
            told = f"of these hours one part can never apply: {never}"
            raise BadInput(told, "hours_never", part=never.part, why=never_text.why(never))
    try:
        explain(now, hours)
    except BadInput as error:
        raise BadInput(
            "expected hours at which the desk is open on some working day", "hours_none"
        ) from error


def _within(promised: Promised, hours: Hours) -> bool:
    """Whether somebody is at work as the promise falls due, or until that very instant."""
    return any(opens <= promised.at <= closes for opens, closes in _around(promised, hours))


def _around(promised: Promised, hours: Hours) -> Iterator[tuple[datetime, datetime]]:
    start = promised.at - timedelta(minutes=1)
    for opens, closes in open_spans(start, hours, j_system=promised.j_system):
        if opens > promised.at:
            return
        yield opens, closes


def _covered(span: tuple[datetime, datetime], spans: Iterable[tuple[datetime, datetime]]) -> bool:
    return any(start <= span[0] and span[1] <= end for start, end in spans)
