"""The pictures of the console in docs/: `make pictures` places a morning's calls and looks at it.

Everything in them came in over signed HTTP and was read by the demonstration model.
"""

import secrets
import tempfile
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright
from sqlalchemy.orm import Session, sessionmaker

from centralino.cli.demo import NAME, add_user, progress
from centralino.demo.calls import SMALL_WORLD, SampleCall, message, samples
from centralino.demo.customers import seed
from centralino.demo.rehearsal import Rehearsal, rehearsal
from centralino.demo.run import place
from centralino.runtime import log
from rules import rota as rules
from rules.staff.accounts import Role
from simulator.state.script import HangUp
from store import connect, sessions
from store.staff import accounts, rota
from tests.browser.looks import NARROW, WIDE, chromium

ROOT = Path(__file__).parents[2]
MORNING = datetime.fromisoformat("2026-11-24T09:20:00+01:00")
VOICES = (
    *("ferramenta.wav", "panetteria.wav", "pasticceria.wav", "gelateria.wav"),
    *("trattoria.wav", "cartoleria.wav", "libreria.wav"),
)
# A picture's name, the page, the size, the colours.
PICTURES = (
    ("coda", "/console", WIDE, "light"),
    ("coda-telefono", "/console", NARROW, "dark"),
    ("messaggio", "/console/richieste/1001", WIDE, "light"),
    ("messaggio-telefono", "/console/richieste/1001", NARROW, "light"),
    ("richieste", "/console/richieste", WIDE, "dark"),
    ("chiamate", "/console/chiamate", WIDE, "light"),
    ("orari", "/console/orari?quando=2026-12-08T10:00", WIDE, "light"),
    ("registro", "/console/registro", WIDE, "dark"),
    ("quadro", "/console/quadro", WIDE, "light"),
    ("turni", "/console/turni", WIDE, "light"),
    ("turni-telefono", "/console/turni", NARROW, "dark"),
    ("impostazioni", "/console/impostazioni", WIDE, "light"),
)


def morning() -> list[SampleCall]:
    """One call every few minutes, and one that leaves nothing."""
    placed = samples(SMALL_WORLD)
    known = {sample.voice: sample for sample in placed if sample.voice}
    calls = [
        replace(known[voice], line="weekday", script=message(SMALL_WORLD / voice), duplicates=False)
        for voice in VOICES
    ]
    calls.insert(3, replace(placed[5], script=(HangUp(after="assistenza"),)))
    times = (MORNING + timedelta(minutes=9 * count) for count in range(len(calls)))
    return [
        replace(call, at=at.replace(tzinfo=None).isoformat())
        for call, at in zip(calls, times, strict=True)
    ]


def main() -> None:
    """Draw all of them."""
    log.configure("error")
    config = ROOT / "config.yaml"
    with (
        tempfile.TemporaryDirectory(prefix="centralino-pictures-") as folder,
        rehearsal(Path(folder), MORNING, config=config) as desk,
    ):
        password = worked(desk)
        with sync_playwright() as playwright:
            arguments = ["--no-sandbox", "--disable-dev-shm-usage"]
            browser = playwright.chromium.launch(executable_path=chromium(), args=arguments)
            for name, path, size, colours in PICTURES:
                page = signed_in(browser, desk.address, password, size, colours)
                page.goto(path)
                page.wait_for_load_state("networkidle")
                page.screenshot(path=ROOT / "docs" / f"console-{name}.png")
                page.context.close()
            browser.close()


def worked(desk: Rehearsal) -> str:
    """Place the calls; the password of whoever may look."""
    engine = connect(desk.settings.database.url)
    ledger = sessions(engine)
    seed(ledger, MORNING)
    calls = morning()
    with progress() as bar:
        task = bar.add_task("Calling", total=len(calls))
        for call in calls:
            place(desk, ledger, call)
            bar.update(task, advance=1, description=call.title)
    people_at_work(ledger)
    desk.move_to(calls[-1].instant("Europe/Rome") + timedelta(minutes=6))
    engine.dispose()
    return add_user(desk.settings.database.url, desk.carrier.clock.now())


def people_at_work(ledger: sessionmaker[Session]) -> None:
    """Two colleagues, their week, and who is on call: one of them gave Sunday away."""
    monday = MORNING.replace(hour=0, minute=0)
    password = secrets.token_urlsafe(12)
    with ledger.begin() as session:
        for name in ("anna", "bruno"):
            accounts.add(session, name, password, Role.TECHNICIAN, now=MORNING)
        for day in range(5):
            at = monday + timedelta(days=day - 1)
            for name, first, last in (("anna", 9, 13), ("bruno", 13, 18)):
                span = at + timedelta(hours=first), at + timedelta(hours=last)
                rota.add(session, rules.Shift(name, rules.Kind.DUTY, *span))
        for day, name in ((4, "anna"), (5, "anna")):
            at = monday + timedelta(days=day)
            span = at + timedelta(hours=9), at + timedelta(hours=18)
            kept = rota.add(session, rules.Shift(name, rules.Kind.ON_CALL, *span))
        rota.give(session, kept.id, "bruno", by="anna", now=MORNING)


def signed_in(browser: Browser, address: str, password: str, size: object, colours: str) -> Page:
    """A page of somebody who has signed in."""
    context = browser.new_context(
        base_url=address, viewport=size, color_scheme=colours, locale="it-IT"
    )
    page = context.new_page()
    page.goto("/login")
    page.get_by_label("Nome").fill(NAME)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Entra").click()
    page.wait_for_url("**/console")
    return page


if __name__ == "__main__":
    main()
