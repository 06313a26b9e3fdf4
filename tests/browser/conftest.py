"""Chromium before the whole service: a real server, with and without JavaScript, narrow and wide."""

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

import store
from centralino.config.settings import load
from centralino.wiring.web import create_app
from tests.browser.looks import GIVEN, NARROW, PATIENCE, WIDE, Look, chromium
from tests.serving import serving


def _chromium() -> str:
    """The program; without one the tests are skipped, but never under CI."""
    found = chromium()
    if found is not None:
        return found
    why = f"no Chromium is installed (apt install chromium), and {GIVEN} is not set"
    if os.environ.get("CI"):
        pytest.fail(f"CI needs a Chromium: {why}")
    pytest.skip(why)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    program = _chromium()
    # Root and containers have no room for Chromium's own walls; it sees our pages alone.
    arguments = ["--no-sandbox", "--disable-dev-shm-usage"]
    # A microphone that beeps and a camera that draws, and nobody asked for leave.
    arguments += ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=arguments)
        yield browser
        browser.close()


@pytest.fixture
def more() -> dict[str, str]:
    """What a test's service has in its environment beside the rest."""
    return {}


@pytest.fixture
def address(sqlite_template, tmp_path, now, more) -> Iterator[str]:
    """The service's address, on a database of its own; Tuesday, ten o'clock in Verona."""
    shutil.copy(sqlite_template, tmp_path / "centralino.db")
    environ = {
        "CENTRALINO_TWILIO__ACCOUNT_SID": "AC" + "0" * 32,
        "CENTRALINO_TWILIO__AUTH_TOKEN": "the auth token",
        "CENTRALINO_DATABASE__URL": f"sqlite:///{tmp_path}/centralino.db",
        "CENTRALINO_RECORDINGS__PATH": str(tmp_path / "recordings"),
        "CENTRALINO_FORM__ATTACHMENTS_PATH": str(tmp_path / "attachments"),
        "CENTRALINO_FORM__MAX_MEGABYTES": "1",
        **more,
    }
    with serving(create_app(load(environ=environ), lambda: now)) as address:
        yield address


@pytest.fixture
def sessions(address, tmp_path):
    """The service's ledger, as a second process would open it."""
    engine = store.connect(f"sqlite:///{tmp_path}/centralino.db")
    yield store.sessions(engine)
    engine.dispose()


@pytest.fixture(params=[Look(NARROW, False), Look(WIDE, True)], ids=str)
def look(request) -> Look:
    """The two looks that differ most, where a test does not ask for every one."""
    return request.param


@pytest.fixture
def page(browser, address, look) -> Iterator[Page]:
    """A page of the service; whatever the browser complains of is a failure."""
    context = browser.new_context(
        base_url=address, viewport=look.size, java_script_enabled=look.with_script, locale="it-IT"
    )
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda told: complaints.append(told.text) if _is_fault(told) else None)
    yield page
    context.close()
    assert complaints == []


def _is_fault(told) -> bool:
    """An answer of 4xx is what some tests ask for; anything else told as an error is not."""
    return told.type == "error" and "the server responded with a status of 4" not in told.text
