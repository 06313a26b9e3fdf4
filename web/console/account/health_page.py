""" "Salute": how the whole service stands, for supervisors; the same examination as `centralino doctor`."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from flask import render_template, request
from flask.typing import ResponseReturnValue

from web.console.pages import Pages, Who
from web.console.services import PREFIX, Examined, Services

PAGE = f"{PREFIX}/salute"
KEPT = timedelta(minutes=1)  # somebody who looks again, or a colleague, asks Twilio nothing anew
ORDER = ("fault", "doubt", "ok", "skipped")
STATES = {
    "fault": ("guasto", "blocking"),
    "doubt": ("da guardare", "high"),
    "ok": ("va bene", "state-resolved"),
    "skipped": ("non provato", ""),
}


@dataclass
class Examinations:
    """The last examination; whoever asks while one goes on waits for it."""

    services: Services
    _at: datetime | None = None
    _found: Sequence[Examined] = ()
    _one_at_a_time: threading.Lock = field(default_factory=threading.Lock)

    def kept(self) -> tuple[datetime, Sequence[Examined]] | None:
        """The last one, while it is new."""
        at, now = self._at, self.services.now()
        return (at, self._found) if at is not None and at <= now < at + KEPT else None

    def fresh(self) -> tuple[datetime, Sequence[Examined]]:
        """The last one, made anew where it is older."""
        with self._one_at_a_time:
            kept = self.kept()
            if kept is None:
                self._found = sorted(
                    self.services.examine(), key=lambda one: ORDER.index(one.state)
                )
                self._at = self.services.now()
                kept = self._at, self._found
            return kept


def pages(services: Services) -> Pages:
    """/console/salute, and the part of it that takes a while."""
    part = Pages("health")
    examinations = Examinations(services)

    @part.page(PAGE, Who.SUPERVISOR)
    def page() -> ResponseReturnValue:
        now = "adesso" in request.args
        shown = examinations.fresh() if now else examinations.kept()
        return render_template("console/health.html", shown=shown, states=STATES)

    @part.page(f"{PAGE}/esame", Who.SUPERVISOR)
    def examination() -> ResponseReturnValue:
        shown = examinations.fresh()
        return render_template("console/parts/_health.html", shown=shown, states=STATES)

    return part
